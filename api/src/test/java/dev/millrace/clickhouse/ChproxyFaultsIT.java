package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.chproxy.Chproxy;
import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.testing.Await;
import dev.millrace.testing.ClickHouseUser;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What chproxy does when a limit is reached, and when a server, a client or chproxy itself is gone. */
class ChproxyFaultsIT {
    private static final String TEN_SECONDS = "SELECT sleepEachRow(1) FROM numbers(10) SETTINGS max_block_size = 1";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String PORT = "SELECT getServerPort('http_port')";

    @TempDir
    Path directory;

    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whoAsksTooMuchAtATimeIsRefusedAndNobodyElseIs() throws Exception {
        try (Chproxy strict = hasty(
                "max_concurrent_queries: 64\n    max_queue_size: 64\n    max_queue_time: 3s",
                "max_concurrent_queries: 1\n    max_queue_size: 1\n    max_queue_time: 100ms")) {
            CompletableFuture<HttpResponse<String>> slow = report(strict, 1).begin(TEN_SECONDS);
            awaitQueries(1, 1);
            HttpResponse<String> second = report(strict, 1).ask("SELECT 1");
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("X-ClickHouse-Query-Id")).isEmpty();
            assertThat(strict.metric("chproxy_concurrent_limit_excess_total{")).isEqualTo(1);
            assertThat(report(strict, 2).ask("SELECT 1").statusCode()).isEqualTo(200);
            slow.cancel(true);
        }
    }

    @Test
    void aQueryThatTakesTooLongIsAnsweredAndKilled() throws Exception {
        try (Chproxy hasty = hasty("max_execution_time: 16s", "max_execution_time: 1s")) {
            HttpResponse<String> answer = report(hasty, 1).ask(TEN_SECONDS);
            assertThat(answer.statusCode()).isEqualTo(504);
            awaitQueries(1, 0);
            assertThat(hasty.metric("chproxy_timeout_request_total{")).isEqualTo(1);
            assertThat(hasty.output()).doesNotContain("cannot kill query");
        }
    }

    @Test
    void aQueryThatNobodyWaitsForIsKilled() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                cluster.user("rollup", 1).begin(TEN_SECONDS);
        awaitQueries(1, 1);
        answer.cancel(true);
        awaitQueries(1, 0);
    }

    @Test
    void aShardThatIsDownConcernsNobodyElseAndComesBack() throws Exception {
        cluster.shard(1).kill();
        awaitHealth(cluster.chproxy(), "shard-1", 0);
        assertThat(cluster.user("report", 1).ask("SELECT 1").statusCode()).isEqualTo(502);
        for (int i = 0; i < 20; i++) {
            assertThat(cluster.user("report", 2).ask("SELECT 1").statusCode()).isEqualTo(200);
        }
        cluster.shard(1).startAgain();
        awaitHealth(cluster.chproxy(), "shard-1", 1);
        assertThat(cluster.user("report", 1).ask("SELECT 1").statusCode()).isEqualTo(200);
    }

    @Test
    void aReplicaThatIsDownIsNotAskedAnyMore() throws Exception {
        // The two servers as if they were the two of one shard.
        Map<String, URI> servers = new HashMap<>(cluster.servers());
        servers.put("clickhouse-1-2:8123", cluster.shard(2).url());
        try (Chproxy twoReplicas = Chproxy.start(directory.resolve("two"), servers, cluster.credentials())) {
            awaitHealth(twoReplicas, "shard-1", 2);
            assertThat(portsOf(twoReplicas, 20)).containsOnlyKeys(port(1), port(2));
            cluster.shard(1).kill();
            awaitHealth(twoReplicas, "shard-1", 1);
            assertThat(portsOf(twoReplicas, 20)).containsOnlyKeys(port(2));
            cluster.shard(1).startAgain();
            awaitHealth(twoReplicas, "shard-1", 2);
            assertThat(portsOf(twoReplicas, 20)).containsOnlyKeys(port(1), port(2));
        }
    }

    @Test
    void aClientThatBreaksOffInABodyStoresNothingAndIsNoFaultOfTheServer() throws Exception {
        createTorn();
        tornInsert(cluster.chproxy(), Duration.ZERO);
        Await.isTrue(
                PATIENCE, () -> cluster.chproxy().metric("chproxy_canceled_request_total{cluster=\"shard-1\"") == 1);
        assertThat(cluster.shard(1).query("SELECT count() FROM millrace.torn")).isEqualTo("0");
        assertThat(cluster.chproxy().metric("chproxy_host_penalties_total{")).isZero();
    }

    @Test
    void anInsertThatIsGivenUpForItsTimeIsAnErrorWhenItsBodyEndsOrTheTimeForThat() throws Exception {
        createTorn();
        try (Chproxy hasty =
                hasty("max_execution_time: 70s", "max_execution_time: 1s", "read_timeout: 85s", "read_timeout: 3s")) {
            assertThat(tornInsert(hasty, Duration.ofSeconds(10))).startsWith("HTTP/1.1 504");
        }
        assertThat(cluster.shard(1).query("SELECT count() FROM millrace.torn")).isEqualTo("0");
    }

    /** chproxy as it is published answers 200 here, without the id of a query: see chproxy/README.md. */
    @Test
    void aBodyThatIsSlowerThanTheReadTimeoutIsNotAnswered() throws Exception {
        createTorn();
        try (Chproxy hasty = hasty("read_timeout: 85s", "read_timeout: 1s")) {
            assertThat(tornInsert(hasty, Duration.ofSeconds(10))).isEmpty();
        }
        assertThat(cluster.shard(1).query("SELECT count() FROM millrace.torn")).isEqualTo("0");
    }

    /** A chproxy whose file says something else in places; each text and what it becomes, in turn. */
    private Chproxy hasty(String... changes) throws IOException, InterruptedException {
        return Chproxy.start(directory.resolve("hasty"), cluster.servers(), cluster.credentials(), file -> {
            String changed = file;
            for (int i = 0; i < changes.length; i += 2) {
                assertThat(changed).contains(changes[i]);
                changed = changed.replace(changes[i], changes[i + 1]);
            }
            return changed;
        });
    }

    private void createTorn() throws IOException, InterruptedException {
        cluster.shard(1).query("CREATE DATABASE millrace");
        cluster.shard(1).query("CREATE TABLE millrace.torn (row String) ENGINE = MergeTree ORDER BY row");
    }

    /** Begins an insert whose body never ends, waits for an answer for a time, and breaks off. */
    private String tornInsert(Chproxy chproxy, Duration patience) throws IOException, InterruptedException {
        ClickHouseUser user = cluster.user("ingest", 1);
        String credentials = Base64.getEncoder()
                .encodeToString((user.name() + ":" + user.password()).getBytes(StandardCharsets.UTF_8));
        String head = "POST /?query=INSERT+INTO+millrace.torn+FORMAT+TSV HTTP/1.1\r\nHost: x\r\n"
                + "Authorization: Basic %s\r\nContent-Length: 1000000\r\n\r\n".formatted(credentials);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), chproxy.url().getPort())) {
            socket.getOutputStream().write((head + "row\n").getBytes(StandardCharsets.US_ASCII));
            if (patience.isZero()) {
                TimeUnit.MILLISECONDS.sleep(200);
                return "";
            }
            socket.setSoTimeout((int) patience.toMillis());
            byte[] answer = new byte[4096];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
        }
    }

    @Test
    void chproxyThatWasKilledComesBackWhereItWas() throws Exception {
        cluster.chproxy().kill();
        assertThatThrownBy(() -> cluster.user("report", 1).ask("SELECT 1")).isInstanceOf(IOException.class);
        cluster.chproxy().startAgain();
        assertThat(cluster.user("report", 1).ask("SELECT 1").statusCode()).isEqualTo(200);
    }

    @Test
    void passwordsThatChproxyHasAndClickHouseHasNotAreAnErrorAndNotAnotherUser() throws Exception {
        Credentials others = Credentials.random();
        try (Chproxy stranger = Chproxy.start(directory.resolve("stranger"), cluster.servers(), others)) {
            ClickHouseUser user = new ClickHouseUser(stranger.url(), "report-1", others.reportPassword());
            HttpResponse<String> answer = user.ask("SELECT 1");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code"))
                    .hasValue("516");
        }
    }

    private ClickHouseUser report(Chproxy chproxy, int shard) {
        return new ClickHouseUser(
                chproxy.url(), "report-" + shard, cluster.credentials().reportPassword());
    }

    private int port(int shard) {
        return cluster.shard(shard).url().getPort();
    }

    private Map<Integer, Integer> portsOf(Chproxy chproxy, int requests) throws IOException, InterruptedException {
        Map<Integer, Integer> ports = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> answer = report(chproxy, 1).ask(PORT);
            assertThat(answer.statusCode()).isEqualTo(200);
            ports.merge(Integer.parseInt(answer.body().strip()), 1, Integer::sum);
        }
        return ports;
    }

    /** Waits until so many of the slow queries run. */
    private void awaitQueries(int shard, int number) throws Exception {
        String running = "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleepEachRow%'";
        // Less than any of the slow queries takes by itself.
        Await.isTrue(
                Duration.ofSeconds(7), () -> cluster.shard(shard).query(running).equals(Integer.toString(number)));
    }

    private static void awaitHealth(Chproxy chproxy, String shard, int servers) throws Exception {
        Await.isTrue(PATIENCE, () -> chproxy.metric("chproxy_host_health{cluster=\"%s\"".formatted(shard)) == servers);
    }
}
