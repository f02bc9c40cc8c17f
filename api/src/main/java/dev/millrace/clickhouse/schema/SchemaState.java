package dev.millrace.clickhouse.schema;

/** The state of the tables. */
public sealed interface SchemaState {
    /** Says that all migrations are applied. */
    record Ready() implements SchemaState {}

    /** Says that migrations could not be applied yet; trying again may help. */
    record NotYet(String reason) implements SchemaState {}

    /** Says that the tables do not fit this build: an operator has to act. */
    record Conflict(String reason) implements SchemaState {}
}
