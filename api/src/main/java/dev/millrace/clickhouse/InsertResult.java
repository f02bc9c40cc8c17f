package dev.millrace.clickhouse;

/** The outcome of an insert, which tells what to do next. */
public sealed interface InsertResult {
    /** Says that all rows are stored. */
    record Written() implements InsertResult {}

    /** Says that some, all or none of the rows are stored; to send the same rows again is right, and harmless if they are stored. */
    record TryLater(String reason) implements InsertResult {}

    /**
     * Says that the server will never take these rows as they are; some of them may be stored nevertheless.
     *
     * @param code ClickHouse's error code
     * @param reason the server's message
     */
    record Refused(int code, String reason) implements InsertResult {}
}
