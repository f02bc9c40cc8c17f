package dev.millrace.clickhouse.schema;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;

/**
 * The identity that a database stores: which shard of how many it is. Written when its tables are made, and never changed: with another
 * number of shards its rows would belong elsewhere. Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class ShardIdentity {
    static final String SELECT = "SELECT DISTINCT number, shards FROM millrace.shard ORDER BY number, shards";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Statements statements;
    private final Shard shard;
    private final ClickHouseConfig config;

    ShardIdentity(Shard shard, @Parameter Statements statements, ClickHouseConfig config) {
        this.statements = statements;
        this.shard = shard;
        this.config = config;
    }

    /** Writes the identity if there is none. Two nodes may do so at once: they write the same, or {@link PreflightCheck} finds both. */
    void write() throws IOException, InterruptedException {
        if (statements.rows(Role.ADMIN, SELECT, TIMEOUT).isEmpty()) {
            statements.execute(
                    Role.ADMIN,
                    "INSERT INTO millrace.shard VALUES (%s, %s)".formatted(shard.number(), config.shards()),
                    TIMEOUT);
        }
    }
}
