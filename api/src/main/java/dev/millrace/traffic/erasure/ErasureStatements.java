package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.InsertBarrier;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.RollupStatements;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Executes the statements of erasures. Blocks, for a long time in some of them. */
@EachBean(Shard.class)
final class ErasureStatements {
    /** A mutation goes on after its client stopped waiting; the next call waits for it again: see {@link #mutate}. */
    private static final Duration MUTATION_TIMEOUT = Duration.ofMinutes(30);

    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration INSERTS_TIMEOUT = Duration.ofMinutes(11);
    private static final long POLL_MILLIS = 50;

    private final RollupStatements rollup;
    private final Statements statements;
    private final InsertBarrier inserts;

    ErasureStatements(
            @Parameter RollupStatements rollup, @Parameter Statements statements, @Parameter InsertBarrier inserts) {
        this.rollup = rollup;
        this.statements = statements;
        this.inserts = inserts;
    }

    void execute(String statement) throws IOException, InterruptedException {
        rollup.execute(statement);
    }

    long number(String query) throws IOException, InterruptedException {
        return rollup.number(query);
    }

    List<String[]> rows(String query) throws IOException, InterruptedException {
        return rollup.rows(query);
    }

    /**
     * Changes those rows of a table that are there now, on all replicas. First waits for mutations that are running, so that retries after
     * a timeout do not pile up mutations.
     *
     * @param change {@code DELETE} or {@code UPDATE ...}
     */
    void mutate(String table, String change, String condition) throws IOException, InterruptedException {
        String unfinished =
                "SELECT count() FROM system.mutations WHERE database = 'millrace' AND table = '%s' AND NOT is_done"
                        .formatted(table);
        long until = System.nanoTime() + MUTATION_TIMEOUT.toNanos();
        while (!statements
                .execute(Role.ADMIN, unfinished, ADMIN_TIMEOUT)
                .strip()
                .equals("0")) {
            if (System.nanoTime() > until) {
                throw new IOException("mutations of %s have been running for half an hour".formatted(table));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        if (number("SELECT count() FROM millrace.%s WHERE %s".formatted(table, condition)) > 0) {
            statements.execute(
                    Role.ADMIN,
                    "ALTER TABLE millrace.%s %s WHERE %s".formatted(table, change, condition),
                    MUTATION_TIMEOUT);
        }
    }

    /** Returns when every insert that runs now, of rows or of rollups, has ended, so that its rows are visible. */
    void awaitInserts() throws IOException, InterruptedException {
        inserts.awaitEndOfAll(INSERTS_TIMEOUT);
    }
}
