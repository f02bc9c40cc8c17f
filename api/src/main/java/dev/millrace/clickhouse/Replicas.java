package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that all replicas of a shard have the same rows. The next statement may be answered by any replica, so a caller that must have
 * seen every row has to ask all of them; that fails while a replica is away. Does nothing for a single server. Thread-safe; blocks.
 */
@EachBean(Shard.class)
public final class Replicas {
    /** The cluster of a server's own shard, as clickhouse/server/config.d calls it. */
    static final String CLUSTER = "shard";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;

    /**
     * Counts replicas that have not read the whole log of a table yet, or have parts to fetch. The log is in Keeper and is the same for all
     * replicas, so it has every insert that any replica had when this query began.
     */
    private static final String BEHIND = """
            SELECT count() FROM clusterAllReplicas('%s', system.replicas)
            WHERE database = 'millrace' AND (is_readonly OR inserts_in_queue > 0 OR log_pointer <= log_max_index)
            """.formatted(CLUSTER);

    private final Statements statements;
    private final ClickHouseConfig config;

    Replicas(@Parameter Statements statements, ClickHouseConfig config) {
        this.statements = statements;
        this.config = config;
    }

    /**
     * Returns when every replica has what any replica had when this was called.
     *
     * @throws IOException if one is away, or lags for longer than {@code timeout}
     */
    public void awaitCaughtUp(Duration timeout) throws IOException, InterruptedException {
        if (!config.replicated()) {
            return;
        }
        long until = System.nanoTime() + timeout.toNanos();
        while (!statements.execute(Role.ROLLUP, BEHIND, TIMEOUT).strip().equals("0")) {
            if (System.nanoTime() > until) {
                throw new IOException("a replica has lagged behind for %s s: nothing is computed from it"
                        .formatted(timeout.toSeconds()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
