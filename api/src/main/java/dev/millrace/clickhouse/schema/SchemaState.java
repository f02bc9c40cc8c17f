package dev.millrace.clickhouse.schema;

/** The state of the tables. */
public sealed interface SchemaState {
    /** Says that all migrations are applied. */
    record Ready() implements SchemaState {}

    /**
     * Says that migrations could not be applied yet; trying again may help.
     *
     * @param reason a sentence for everybody
     * @param detail a sentence for the log: it may have statements and the server's words
     */
    record NotYet(String reason, String detail) implements SchemaState {
        /** A reason with nothing that is for the log alone. */
        public NotYet(String reason) {
            this(reason, reason);
        }
    }

    /** Says that the tables do not fit this build: an operator has to act. */
    record Conflict(String reason) implements SchemaState {}
}
