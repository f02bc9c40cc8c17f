package dev.millrace.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.chproxy.Chproxy;
import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.testing.ClickHouseUser;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RequiredChproxy;
import dev.millrace.testing.TestKeeper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration of the cluster's servers does, as far as the embedded server can do it; clickhouse/server/README.md says what it cannot. */
class ServerConfigIT {
    @TempDir
    Path directory;

    private final Credentials credentials = Credentials.random();
    private TestKeeper keeper;
    private int firstPort;
    private int secondPort;

    @BeforeEach
    void start() throws Exception {
        keeper = TestKeeper.start(directory.resolve("keeper"));
        firstPort = MillraceProcess.freePort();
        secondPort = MillraceProcess.freePort();
    }

    @AfterEach
    void stop() {
        keeper.close();
    }

    @Test
    void everyPartOfItIsTaken() throws Exception {
        try (ClusterServer server = replica(1, "secret")) {
            assertThat(server.query("SELECT macro, substitution FROM system.macros ORDER BY macro"))
                    .isEqualTo("replica\tclickhouse-1-1\nshard\t1");
            assertThat(
                            server.query(
                                    "SELECT replica_num, port FROM system.clusters WHERE cluster = 'shard' ORDER BY replica_num"))
                    .isEqualTo("1\t%s\n2\t%s".formatted(firstPort, secondPort));
            assertThat(
                            server.query(
                                    "SELECT name, value FROM system.server_settings WHERE name IN ('keep_alive_timeout',"
                                            + " 'default_replica_path', 'default_replica_name', 'interserver_http_host', 'max_concurrent_queries') ORDER BY name"))
                    .isEqualTo("""
                            default_replica_name\t{replica}
                            default_replica_path\t/clickhouse/tables/{uuid}/{shard}
                            interserver_http_host\tclickhouse-1-1
                            keep_alive_timeout\t120
                            max_concurrent_queries\t200""");
            assertThat(
                            server.query(
                                    "SELECT value FROM system.replicated_merge_tree_settings WHERE name LIKE 'min_%_delay_to_%' AND changed"))
                    .isEqualTo("5\n10\n10");
            server.query("SYSTEM FLUSH LOGS");
            assertThat(server.query("SELECT name FROM system.tables WHERE database = 'system' AND name LIKE '%\\_log'"
                            + " AND NOT engine_full LIKE '%TTL event_date%'"))
                    .as("logs without an end")
                    .isEmpty();
            assertThat(server.query(
                            "SELECT count() FROM system.tables WHERE database = 'system' AND name = 'query_log'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void keepersAreAsked() throws Exception {
        try (ClusterServer server = replica(1, "secret")) {
            assertThat(server.query("SELECT generateSerialID('millrace-test')")).isEqualTo("0");
            assertThat(server.query("SELECT generateSerialID('millrace-test')")).isEqualTo("1");
            assertThat(keeper.has("/clickhouse")).isTrue();
        }
    }

    @Test
    void rollupSeesWhatRunsOnTheOtherReplicaOfItsShard() throws Exception {
        String slow = "SELECT sleepEachRow(1) FROM numbers(10) SETTINGS max_block_size = 1";
        String seen =
                "SELECT count() FROM clusterAllReplicas('shard', system.processes) WHERE query LIKE 'SELECT sleepEachRow%'";
        try (ClusterServer first = replica(1, "secret");
                ClusterServer second = replica(2, "secret")) {
            CompletableFuture<HttpResponse<String>> running = second.admin().begin(slow);
            for (int i = 0; i < 700 && !"1\n".equals(first.rollup().ask(seen).body()); i++) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(first.rollup().ask(seen).body()).isEqualTo("1\n");
            running.cancel(true);
        }
    }

    @Test
    void aReplicaThatIsAwayOrHasAnotherSecretIsAnErrorAndNotAnAnswer() throws Exception {
        String all = "SELECT count() FROM clusterAllReplicas('shard', system.processes)";
        try (ClusterServer first = replica(1, "secret")) {
            assertThat(first.rollup().ask(all).statusCode()).isNotEqualTo(200);
            try (ClusterServer stranger = replica(2, "another")) {
                assertThat(stranger.rollup().ask(all).statusCode()).isNotEqualTo(200);
                assertThat(first.rollup().ask(all).statusCode()).isNotEqualTo(200);
            }
        }
    }

    @Test
    void theStatementThatMakesTheDatabaseIsRunUpToWhereReplicasWouldTalkToEachOther() throws Exception {
        Matcher script = Pattern.compile("<query>(.*)</query>")
                .matcher(Files.readString(ClusterServer.FILES.resolve("cluster.xml")));
        assertThat(script.find()).isTrue();
        try (ClusterServer server = replica(1, "secret")) {
            HttpResponse<String> answer = server.admin().ask(script.group(1));
            // The embedded server has no port for other replicas; the real one's is in the file.
            assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .hasValue("139");
            assertThat(answer.body()).contains("interserver_http(s)_port");
        }
    }

    @Test
    void theMigrationsMakeReplicatedTables() throws Exception {
        try (ClusterServer server = withTables()) {
            assertThat(server.query("SELECT name, engine FROM system.tables WHERE database = 'millrace'"
                            + " AND NOT (engine LIKE 'Replicated%MergeTree' OR engine = 'MaterializedView')"))
                    .isEmpty();
            assertThat(keeper.has("/clickhouse/tables/traffic/1/replicas/clickhouse-1-1"))
                    .isTrue();
            assertThat(server.rollup()
                            .ask("SYSTEM SYNC REPLICA millrace.traffic")
                            .body())
                    .doesNotContain("Not enough privileges");
        }
    }

    @Test
    void aReplicaWhoseTablesAreReadOnlyIsNotAskedThoughItSaysThatItIsWell() throws Exception {
        // The tables of an embedded server stay as those of a server that has lost its Keepers.
        try (ClusterServer readOnly = withTables();
                ClusterServer well = replica(2, "secret")) {
            assertThat(readOnly.query("SELECT min(is_readonly) FROM system.replicas"))
                    .isEqualTo("1");
            HttpRequest status = HttpRequest.newBuilder(readOnly.url().resolve("/replicas_status"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(status, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("Ok.\n");

            String lagging = "SELECT countDistinct(table) FROM clusterAllReplicas('shard', system.replicas)"
                    + " WHERE database = 'millrace' AND (is_readonly OR inserts_in_queue > 0 OR log_pointer <= log_max_index)";
            assertThat(well.rollup().ask(lagging).body().strip())
                    .isEqualTo(readOnly.query("SELECT count() FROM system.replicas"));

            Map<String, URI> servers = Map.of(
                    "clickhouse-1-1:8123", readOnly.url(),
                    "clickhouse-1-2:8123", well.url(),
                    "clickhouse-2-1:8123", well.url());
            RequiredChproxy.require();
            try (Chproxy chproxy = Chproxy.start(directory.resolve("chproxy"), servers, credentials)) {
                for (int i = 0; i < 3000 && chproxy.metric("chproxy_host_health{cluster=\"shard-1\"") != 1; i++) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                ClickHouseUser report = new ClickHouseUser(chproxy.url(), "report-1", credentials.reportPassword());
                for (int i = 0; i < 10; i++) {
                    assertThat(report.ask("SELECT getServerPort('http_port')").body())
                            .isEqualTo("%s\n".formatted(well.url().getPort()));
                }
            }
        }
    }

    /** With the tables that Millrace makes on a cluster. */
    private ClusterServer withTables() throws IOException, InterruptedException {
        Map<String, String> shortPath = new HashMap<>(addresses());
        // Only a Replicated database gives uuids to tables.
        shortPath.put("/clickhouse/tables/\\{uuid}/\\{shard}", "/clickhouse/tables/{table}/{shard}");
        ClusterServer server = ClusterServer.start(
                directory.resolve("tables"), firstPort, credentials, environment(1, "secret"), shortPath);
        server.query("CREATE DATABASE millrace");
        for (Migration migration : MigrationFiles.load()) {
            for (String statement : migration.statements(true)) {
                HttpResponse<String> answer = server.admin().ask(statement);
                // Here tables are read-only as soon as they are made: a change of one is understood and refused.
                boolean refused = statement.startsWith("ALTER") && answer.body().contains("TABLE_IS_READ_ONLY");
                assertThat(answer.statusCode() == 200 || refused)
                        .as(answer.body())
                        .isTrue();
            }
        }
        return server;
    }

    private ClusterServer replica(int number, String secret) throws IOException {
        return ClusterServer.start(
                directory.resolve("replica-" + number),
                number == 1 ? firstPort : secondPort,
                credentials,
                environment(number, secret),
                addresses());
    }

    private static Map<String, String> environment(int replica, String secret) {
        return Map.of(
                "MILLRACE_CLICKHOUSE_SHARD", "1",
                "MILLRACE_CLICKHOUSE_HOST", "clickhouse-1-" + replica,
                "MILLRACE_CLICKHOUSE_REPLICA_1", "clickhouse-1-1",
                "MILLRACE_CLICKHOUSE_REPLICA_2", "clickhouse-1-2",
                "MILLRACE_CLICKHOUSE_INTERSERVER_PASSWORD", secret);
    }

    private Map<String, String> addresses() {
        return Map.of(
                "<host>keeper-\\d</host>\\s*<port>9181</port>",
                        "<host>127.0.0.1</host><port>%s</port>".formatted(keeper.port()),
                "<host>clickhouse-1-1</host>\\s*<port>9000</port>",
                        "<host>127.0.0.1</host><port>%s</port>".formatted(firstPort),
                "<host>clickhouse-1-2</host>\\s*<port>9000</port>",
                        "<host>127.0.0.1</host><port>%s</port>".formatted(secondPort),
                "<listen_host replace=\"1\">0.0.0.0", "<listen_host replace=\"1\">127.0.0.1",
                // The parent reads its standard output.
                "<console>1</console>", "<console>0</console>");
    }
}
