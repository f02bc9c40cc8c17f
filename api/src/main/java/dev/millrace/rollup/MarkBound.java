package dev.millrace.rollup;

import dev.millrace.clickhouse.InsertBarrier;
import java.io.IOException;
import java.time.Duration;

/**
 * The watermark: the time before which incoming rows leave marks. It has to be moved before an hour is read for sealing, and every insert
 * that may have read the old watermark must have ended. After that, no row can enter the hour without a mark. Blocks.
 */
final class MarkBound {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RollupStatements statements;
    private final InsertBarrier inserts;
    private final String table;

    MarkBound(RollupStatements statements, InsertBarrier inserts, Rollup rollup) {
        this.statements = statements;
        this.inserts = inserts;
        this.table = "millrace.%s_bound".formatted(rollup.name());
    }

    /** Returns the bound in seconds since 1970; 0 if none was ever set. */
    long current() throws IOException, InterruptedException {
        return statements.number("SELECT toUnixTimestamp(max(mark_before)) FROM " + table);
    }

    /**
     * Moves the bound, which never goes back, and never beyond ClickHouse's own time: a node whose clock is far ahead would make all rows
     * leave marks until then.
     */
    void raise(long seconds) throws IOException, InterruptedException {
        statements.execute("INSERT INTO %s SELECT least(toDateTime(%s, 'UTC'), toStartOfHour(now('UTC')))"
                .formatted(table, seconds));
    }

    /**
     * Returns when every insert that runs now has ended.
     *
     * @throws IOException if one takes so long that sealing is better postponed
     */
    void awaitInserts() throws IOException, InterruptedException {
        inserts.awaitEndOfRows(PATIENCE);
    }
}
