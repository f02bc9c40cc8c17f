package dev.millrace.rollup;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The time before which incoming rows leave marks. It has to be moved before an hour is read for sealing, and every insert that may have
 * looked at the old one must have ended: after that, no row can come into the hour without a mark. Blocks.
 */
final class MarkBound {
    private static final long POLL_MILLIS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** The engine of an embedded server runs as a statement of nobody. */
    private static final String RUNNING_INSERTS = """
            SELECT hex(query_id) FROM system.processes
            WHERE query_kind IN ('Insert', 'AsyncInsertFlush') AND user NOT IN ('', currentUser())
            """;

    private final RollupStatements statements;
    private final String table;

    MarkBound(RollupStatements statements, Rollup rollup) {
        this.statements = statements;
        this.table = "millrace.%s_bound".formatted(rollup.name());
    }

    /** The bound in seconds of 1970; 0 if none was ever set. */
    long current() throws IOException, InterruptedException {
        return statements.number("SELECT toUnixTimestamp(max(mark_before)) FROM " + table);
    }

    /**
     * Moves the bound, which never goes back. Not beyond ClickHouse's own time: a node whose clock is far ahead would make all rows leave
     * marks until then.
     */
    void raise(long seconds) throws IOException, InterruptedException {
        statements.execute("INSERT INTO %s SELECT least(toDateTime(%d, 'UTC'), toStartOfHour(now('UTC')))".formatted(table, seconds));
    }

    /**
     * Returns when every insert that runs now has ended.
     *
     * @throws IOException if one takes so long that sealing had better wait for another time
     */
    void awaitInserts() throws IOException, InterruptedException {
        List<String> running = statements.words(RUNNING_INSERTS);
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!running.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IOException("%d inserts have been running for 5 minutes".formatted(running.size()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            // In hexadecimal, because a client may give its query any id.
            running = statements.words("SELECT hex(query_id) FROM system.processes WHERE hex(query_id) IN ('%s')"
                    .formatted(String.join("', '", running)));
        }
    }
}
