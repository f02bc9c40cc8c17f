package dev.millrace.clickhouse.schema;

import dev.millrace.clickhouse.StatementFailedException;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import dev.millrace.clickhouse.table.TableTtl;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables up to this build's migrations. Takes no lock: every statement is harmless when it runs twice, so two nodes that start
 * together do the same work and end in the same place. A shard is ready only if it also passes the {@link PreflightCheck}. Thread-safe.
 */
@EachBean(Shard.class)
public final class Schema {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

    private final Statements statements;
    private final ShardAddress address;
    private final ShardIdentity identity;
    private final PreflightCheck preflight;
    private final List<TableTtl> ttls;
    private final ClickHouseConfig config;
    private final List<Migration> migrations = MigrationFiles.load();
    private volatile boolean hasTried;
    private volatile SchemaState state = new SchemaState.NotYet("The migrations have not run yet.");

    Schema(
            @Parameter Statements statements,
            @Parameter ShardAddress address,
            @Parameter ShardIdentity identity,
            @Parameter PreflightCheck preflight,
            Collection<TableTtl> ttls,
            ClickHouseConfig config) {
        this.statements = statements;
        this.address = address;
        this.identity = identity;
        this.preflight = preflight;
        this.ttls = List.copyOf(ttls);
        this.config = config;
    }

    /** Returns true if {@link #migrate} has ended once, with whatever result. */
    public boolean hasTried() {
        return hasTried;
    }

    /** The outcome of the last {@link #migrate}. */
    public SchemaState state() {
        return state;
    }

    /** Applies missing migrations. To be called again after any result but {@link SchemaState.Ready}. */
    public SchemaState migrate() throws InterruptedException {
        try {
            state = tryMigrate();
        } catch (StatementFailedException e) {
            state = new SchemaState.NotYet(
                    "%s does not do what the migrations ask for; the log says why.".formatted(address.describe()),
                    String.valueOf(e.getMessage()));
        } catch (IOException e) {
            state = new SchemaState.NotYet(
                    "%s does not answer.".formatted(address.describe()),
                    "%s does not answer: %s".formatted(address.describe(), e));
        }
        hasTried = true;
        return state;
    }

    private SchemaState tryMigrate() throws IOException, InterruptedException {
        execute("CREATE DATABASE IF NOT EXISTS millrace");
        execute("""
                CREATE TABLE IF NOT EXISTS millrace.schema_migrations
                    (number UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC'))
                ENGINE = %sMergeTree ORDER BY number
                """.formatted(config.replicated() ? "Replicated" : ""));
        Map<Integer, String> applied = applied();
        for (Migration migration : migrations) {
            String checksum = applied.remove(migration.number());
            if (checksum == null) {
                apply(migration);
            } else if (!checksum.equals(migration.checksum())) {
                return new SchemaState.Conflict(
                        "Migration %s was changed after it had been applied: restore the file, and put the change into a new one."
                                .formatted(migration.name()));
            }
        }
        if (!applied.isEmpty()) {
            return new SchemaState.Conflict(String.format(
                    Locale.ROOT,
                    "The database has migrations up to %04d, this build knows %s: run a build that is at least as new.",
                    applied.keySet().stream().max(Integer::compare).orElseThrow(),
                    migrations.size()));
        }
        setTtls();
        identity.write();
        Optional<String> problem = preflight.problem();
        return problem.<SchemaState>map(SchemaState.NotYet::new).orElseGet(SchemaState.Ready::new);
    }

    private void setTtls() throws IOException, InterruptedException {
        for (TableTtl ttl : ttls) {
            String engine = execute("SELECT engine_full FROM system.tables WHERE database = 'millrace' AND name = '%s'"
                    .formatted(ttl.table()));
            String change = ttl.change(engine.strip());
            if (!change.isEmpty()) {
                log.info("{}", change);
                execute(change);
            }
        }
    }

    private Map<Integer, String> applied() throws IOException, InterruptedException {
        Map<Integer, String> applied = new TreeMap<>();
        String rows = execute("SELECT DISTINCT number, checksum FROM millrace.schema_migrations ORDER BY number");
        for (String row : rows.lines().toList()) {
            String[] columns = row.split("\t", -1);
            applied.put(Integer.parseInt(columns[0]), columns[1]);
        }
        return applied;
    }

    private void apply(Migration migration) throws IOException, InterruptedException {
        log.info("Applying migration {}", migration.name());
        for (String statement : migration.statements(config.replicated())) {
            execute(statement);
        }
        // The file's name and checksum match [\w.]: nothing in them needs quoting.
        execute("INSERT INTO millrace.schema_migrations VALUES (%s, '%s', '%s', now64(3))"
                .formatted(migration.number(), migration.name(), migration.checksum()));
    }

    private String execute(String statement) throws IOException, InterruptedException {
        return statements.execute(Role.ADMIN, statement, STATEMENT_TIMEOUT);
    }
}
