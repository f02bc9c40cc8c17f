package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits until all inserts that run at the moment have ended, on every replica: after that their rows are visible, and no insert relies on
 * anything it read before. Thread-safe.
 */
@EachBean(Shard.class)
public final class InsertBarrier {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;

    /**
     * The engine of an embedded server shows as a statement without a user, which is left out. Ids are in hexadecimal, because a client
     * may give its query any id.
     */
    private static final String RUNNING = """
            SELECT hex(query_id) FROM ${processes}
            WHERE query_kind IN ('Insert', 'AsyncInsertFlush') AND user NOT IN ('', ${except})
            """;

    private final Statements statements;
    private final String processes;

    InsertBarrier(@Parameter Statements statements, ClickHouseConfig config) {
        this.statements = statements;
        this.processes = config.replicated()
                ? "clusterAllReplicas('%s', system.processes)".formatted(Replicas.CLUSTER)
                : "system.processes";
    }

    /**
     * Returns when every insert that runs now has ended, except those of the user for rollups.
     *
     * @throws IOException if one takes longer than {@code timeout}
     */
    public void awaitEndOfRows(Duration timeout) throws IOException, InterruptedException {
        await("currentUser()", timeout);
    }

    /** Waits for all inserts, of rows and of rollups. */
    public void awaitEndOfAll(Duration timeout) throws IOException, InterruptedException {
        await("''", timeout);
    }

    private void await(String except, Duration timeout) throws IOException, InterruptedException {
        List<String> running = ids(RUNNING.replace("${except}", except));
        long until = System.nanoTime() + timeout.toNanos();
        while (!running.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IOException(
                        "%s inserts have been running for %s minutes".formatted(running.size(), timeout.toMinutes()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            running = ids("SELECT hex(query_id) FROM ${processes} WHERE hex(query_id) IN ('%s')"
                    .formatted(String.join("', '", running)));
        }
    }

    private List<String> ids(String query) throws IOException, InterruptedException {
        return statements.rows(Role.ROLLUP, query.replace("${processes}", processes), TIMEOUT).stream()
                .map(row -> row[0])
                .toList();
    }
}
