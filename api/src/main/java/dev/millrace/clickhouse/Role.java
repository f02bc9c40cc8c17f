package dev.millrace.clickhouse;

/** The user that a statement runs as. That user's profile defines its rights and limits. */
public enum Role {
    /** Inserts rows. */
    INGEST,
    /** Reads reports. */
    REPORT,
    /** Reads rows and writes rollups; slowly, beside everybody else. */
    ROLLUP,
    /** Changes tables. */
    ADMIN
}
