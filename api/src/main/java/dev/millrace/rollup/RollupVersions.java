package dev.millrace.rollup;

import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Gives out the versions of rollup rows: a clock for all nodes, kept in ClickHouse. A version that is taken after another one was taken is
 * higher, on any node and whatever the machines' clocks say; versions that are taken at the same time may be equal. Thread-safe.
 */
@EachBean(Shard.class)
public final class RollupVersions {
    private static final String HIGHEST = "SELECT max(version) FROM millrace.rollup_version";

    private final RollupStatements statements;
    private final InstantSource clock;

    RollupVersions(@Parameter RollupStatements statements, InstantSource clock) {
        this.statements = statements;
        this.clock = clock;
    }

    /** Returns the microseconds since 1970 by this node's clock, or more. */
    public long next() throws IOException, InterruptedException {
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        long version = Math.max(statements.number(HIGHEST) + 1, micros);
        statements.execute("INSERT INTO millrace.rollup_version VALUES (%s)".formatted(version));
        return version;
    }
}
