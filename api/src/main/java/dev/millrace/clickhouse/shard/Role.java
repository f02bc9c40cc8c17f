package dev.millrace.clickhouse.shard;

/** The user that a statement runs as. That user's profile defines its rights and limits. */
public enum Role {
    /** Inserts rows. */
    INGEST,
    /** Reads reports. */
    REPORT,
    /** Reads rows and writes rollups, with low priority. */
    ROLLUP,
    /** Changes tables. */
    ADMIN
}
