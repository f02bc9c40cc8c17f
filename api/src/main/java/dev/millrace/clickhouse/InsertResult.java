package dev.millrace.clickhouse;

/** What an insert says about what to do next. */
public sealed interface InsertResult {
    /** All rows are stored. */
    record Written() implements InsertResult {}

    /** Some, all or none of the rows are stored; sending the same rows again is right, and changes nothing if they are. */
    record TryLater(String reason) implements InsertResult {}

    /**
     * The server will never take these rows as they are; some of them may be stored all the same.
     *
     * @param code ClickHouse's error code
     * @param reason the server's words
     */
    record Refused(int code, String reason) implements InsertResult {}
}
