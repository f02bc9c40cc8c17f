package dev.millrace.rollup;

import dev.millrace.clickhouse.Replicas;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Executes statements of the database user for rollups. Thread-safe; blocks. */
@EachBean(Shard.class)
public final class RollupStatements {
    /** Longer than the 600 s of the user's profile, so that the server gives up first. */
    private static final Duration TIMEOUT = Duration.ofSeconds(630);

    private static final Duration LAG_PATIENCE = Duration.ofSeconds(30);

    private final Statements statements;
    private final Replicas replicas;

    RollupStatements(@Parameter Statements statements, @Parameter Replicas replicas) {
        this.statements = statements;
        this.replicas = replicas;
    }

    /** Returns when a computation on any replica reads everything that was there at the call: see {@link Replicas#awaitCaughtUp}. */
    void awaitReplicas() throws IOException, InterruptedException {
        replicas.awaitCaughtUp(LAG_PATIENCE);
    }

    /** Executes a statement. */
    public void execute(String statement) throws IOException, InterruptedException {
        statements.execute(Role.ROLLUP, statement, TIMEOUT);
    }

    /** The only value of a query. */
    public long number(String query) throws IOException, InterruptedException {
        return Long.parseLong(statements.execute(Role.ROLLUP, query, TIMEOUT).strip());
    }

    /** The first column of a query. */
    List<Long> numbers(String query) throws IOException, InterruptedException {
        return words(query).stream().map(Long::parseLong).toList();
    }

    /** Returns the first column of a query's answer. */
    List<String> words(String query) throws IOException, InterruptedException {
        return rows(query).stream().map(row -> row[0]).toList();
    }

    /** Returns the lines and columns of a query whose answer needs no quotes. */
    public List<String[]> rows(String query) throws IOException, InterruptedException {
        return statements.rows(Role.ROLLUP, query, TIMEOUT);
    }
}
