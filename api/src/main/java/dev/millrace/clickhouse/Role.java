package dev.millrace.clickhouse;

/** As whom to talk to ClickHouse: what a statement may do, and within which limits, stands in the profile of that user. */
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
