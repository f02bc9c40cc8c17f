package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.Statements;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Statements that erase. Blocks, some of them for long. */
@Singleton
final class ErasureStatements {
    /** Longer than the 600 s of the profile, so that the server is the one to give up. */
    private static final Duration TIMEOUT = Duration.ofSeconds(630);

    /** A mutation goes on without whoever waits for it; who comes back waits again: see {@link #mutate}. */
    private static final Duration MUTATION_TIMEOUT = Duration.ofMinutes(30);

    private static final Duration INSERTS_TIMEOUT = Duration.ofMinutes(11);
    private static final long POLL_MILLIS = 50;

    private static final String RUNNING_INSERTS = """
            SELECT hex(query_id) FROM system.processes
            WHERE query_kind IN ('Insert', 'AsyncInsertFlush') AND user NOT IN ('', currentUser())
            """;

    private final Statements statements;

    ErasureStatements(Statements statements) {
        this.statements = statements;
    }

    void execute(String statement) throws IOException, InterruptedException {
        statements.execute(Statements.As.ROLLUP, statement, TIMEOUT);
    }

    /** The only value of a query. */
    long number(String query) throws IOException, InterruptedException {
        return Long.parseLong(
                statements.execute(Statements.As.ROLLUP, query, TIMEOUT).strip());
    }

    /** The lines of a query whose answer is numbers. */
    List<String[]> rows(String query) throws IOException, InterruptedException {
        return statements.rows(Statements.As.ROLLUP, query, TIMEOUT);
    }

    /**
     * Changes those rows of a table that are there now, on all replicas. Waits for changes that are under way before, so that nobody piles
     * them up who has waited in vain and tries again.
     *
     * @param change {@code DELETE} or {@code UPDATE ...}
     */
    void mutate(String table, String change, String condition) throws IOException, InterruptedException {
        String unfinished =
                "SELECT count() FROM system.mutations WHERE database = 'millrace' AND table = '%s' AND NOT is_done"
                        .formatted(table);
        long until = System.nanoTime() + MUTATION_TIMEOUT.toNanos();
        while (!admin(unfinished).equals("0")) {
            sleepUntil(until, "mutations of %s have been running for half an hour".formatted(table));
        }
        if (number("SELECT count() FROM millrace.%s WHERE %s".formatted(table, condition)) > 0) {
            statements.execute(
                    Statements.As.ADMIN,
                    "ALTER TABLE millrace.%s %s WHERE %s".formatted(table, change, condition),
                    MUTATION_TIMEOUT);
        }
    }

    /** Returns when every insert that runs now, of rows or of rollups, has ended: what it brings can be seen then. */
    void awaitInserts() throws IOException, InterruptedException {
        String running = admin(RUNNING_INSERTS);
        long until = System.nanoTime() + INSERTS_TIMEOUT.toNanos();
        while (!running.isEmpty()) {
            sleepUntil(until, "inserts have been running for 11 minutes");
            running = admin("SELECT hex(query_id) FROM system.processes WHERE hex(query_id) IN ('%s')"
                    .formatted(running.replace("\n", "', '")));
        }
    }

    private String admin(String query) throws IOException, InterruptedException {
        return statements.execute(Statements.As.ADMIN, query, TIMEOUT).strip();
    }

    private static void sleepUntil(long untilNanos, String otherwise) throws IOException, InterruptedException {
        if (System.nanoTime() > untilNanos) {
            throw new IOException(otherwise);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
}
