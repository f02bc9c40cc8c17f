package dev.millrace.clickhouse.schema;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.EventTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks that a shard is set up as Millrace needs: version, settings of each user's profile, identity. It asks as each user and through
 * chproxy, because only what statements really meet counts. Otherwise a forgotten profile, a proxy that routes to the wrong shard, or an
 * upgrade that changes a default would make acknowledgements and reports wrong without any error. Thread-safe; blocks.
 */
@EachBean(Shard.class)
public final class PreflightCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Versions of ClickHouse that the tests have run with. */
    private static final String TESTED_VERSION = "26.7.";

    /** A quorum: a majority, or a number of replicas; 0 and 1 would acknowledge with one copy. */
    private static final String QUORUM = "auto|[2-9]";

    /** The required settings: names, and patterns for their values. */
    private static final Map<String, String> INSERTS = Map.of(
            "async_insert", "false",
            "deduplicate_insert", "disable",
            "insert_deduplicate", "false",
            "insert_quorum", QUORUM,
            "materialized_views_ignore_errors", "false",
            "max_insert_threads", "1",
            "session_timezone", "UTC",
            "timeout_overflow_mode", "throw");

    private static final Map<Role, Map<String, String>> EXPECTED = Map.of(
            Role.INGEST,
            with(
                    INSERTS,
                    Map.of(
                            "date_time_overflow_behavior", "throw",
                            "input_format_parallel_parsing", "false",
                            "max_execution_time", "60",
                            "optimize_on_insert", "true",
                            "send_progress_in_http_headers", "false")),
            Role.REPORT,
            Map.of(
                    "max_execution_time", "15",
                    "readonly", "2",
                    "result_overflow_mode", "throw",
                    "session_timezone", "UTC",
                    "skip_unavailable_shards", "false",
                    "timeout_overflow_mode", "throw"),
            Role.ROLLUP,
            with(INSERTS, Map.of("max_execution_time", "600", "skip_unavailable_shards", "false")),
            Role.ADMIN,
            Map.of(
                    "alter_sync", "2",
                    "async_insert", "false",
                    "insert_quorum", QUORUM,
                    "materialized_views_ignore_errors", "false",
                    "mutations_sync", "2",
                    "session_timezone", "UTC"));

    private final Statements statements;
    private final ShardAddress address;
    private final ClickHouseConfig config;
    private final List<EventTable> tables;

    PreflightCheck(
            @Parameter Statements statements,
            @Parameter ShardAddress address,
            ClickHouseConfig config,
            Collection<EventTable> tables) {
        this.statements = statements;
        this.address = address;
        this.config = config;
        this.tables = List.copyOf(tables);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> both = new LinkedHashMap<>(some);
        both.putAll(more);
        return Map.copyOf(both);
    }

    /**
     * Returns what is wrong, in a sentence that says what to do; empty if all is well. The tables must exist.
     *
     * @throws IOException if the shard does not answer
     */
    public Optional<String> problem() throws IOException, InterruptedException {
        for (Role role : Role.values()) {
            Optional<String> problem = settingsProblem(role);
            if (problem.isEmpty()) {
                problem = shardProblem(role);
            }
            if (problem.isPresent()) {
                return problem;
            }
        }
        Optional<String> problem = tableProblem();
        return problem.isPresent() ? problem : engineProblem();
    }

    private Optional<String> settingsProblem(Role role) throws IOException, InterruptedException {
        Map<String, String> expected = EXPECTED.getOrDefault(role, Map.of());
        List<String> names = expected.keySet().stream().sorted().toList();
        String[] answer = statements
                .rows(
                        role,
                        names.stream()
                                .map("toString(getSetting('%s'))"::formatted)
                                .collect(Collectors.joining(", ", "SELECT version(), ", "")),
                        TIMEOUT)
                .getFirst();
        if (!answer[0].startsWith(TESTED_VERSION) && !config.anyVersion()) {
            return Optional.of(
                    "%s is version %s, and this build was tested with %sx only: run that, or set MILLRACE_CLICKHOUSE_ANY_VERSION=true."
                            .formatted(address.describe(), answer[0], TESTED_VERSION));
        }
        for (int i = 0; i < names.size(); i++) {
            String wanted = expected.get(names.get(i));
            if (!answer[i + 1].matches(wanted)) {
                return Optional.of(
                        "%s has %s=%s for the user %s, where Millrace relies on %s: install clickhouse/server/users.xml there."
                                .formatted(
                                        address.describe(), names.get(i), answer[i + 1], address.user(role), wanted));
            }
        }
        return Optional.empty();
    }

    /** Checks the shard as one user: chproxy may route each user to another server. */
    private Optional<String> shardProblem(Role role) throws IOException, InterruptedException {
        List<String> found = statements.rows(role, ShardIdentity.SELECT, TIMEOUT).stream()
                .map(row -> row[0] + " of " + row[1])
                .toList();
        String wanted = "%s of %s".formatted(address.shard().number(), config.shards());
        return found.equals(List.of(wanted))
                ? Optional.empty()
                : Optional.of(
                        "%s says as the user %s that it is shard %s and not %s: what rows are where is fixed (docs/cluster.md); correct MILLRACE_CLICKHOUSE_SHARDS, the URL, or where chproxy leads that user."
                                .formatted(
                                        address.describe(),
                                        address.user(role),
                                        found.isEmpty() ? "none" : String.join(" and ", found),
                                        wanted));
    }

    private Optional<String> tableProblem() throws IOException, InterruptedException {
        List<String> columns = statements
                .rows(Role.ADMIN, "SELECT table, name FROM system.columns WHERE database = 'millrace'", TIMEOUT)
                .stream()
                .map(row -> row[0] + "." + row[1])
                .toList();
        List<String> missing = new ArrayList<>();
        for (EventTable table : tables) {
            for (Column column : table.columns()) {
                String name = table.name() + "." + column.name();
                if (!columns.contains(name)) {
                    missing.add(name);
                }
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("%s lacks the columns %s, which the migrations made: restore them."
                        .formatted(address.describe(), String.join(", ", missing)));
    }

    private Optional<String> engineProblem() throws IOException, InterruptedException {
        List<String> wrong = statements
                .rows(
                        Role.ADMIN,
                        "SELECT name, engine FROM system.tables WHERE database = 'millrace' AND engine LIKE '%%MergeTree' AND startsWith(engine, 'Replicated') != %b"
                                .formatted(config.replicated()),
                        TIMEOUT)
                .stream()
                .map(row -> row[0] + " (" + row[1] + ")")
                .toList();
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of("%s has tables of the wrong kind for MILLRACE_CLICKHOUSE_REPLICATED=%s: %s."
                        .formatted(address.describe(), config.replicated(), String.join(", ", wrong)));
    }
}
