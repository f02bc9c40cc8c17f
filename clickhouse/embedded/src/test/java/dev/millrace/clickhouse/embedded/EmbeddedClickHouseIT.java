package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClickHouseIT {
    private static final Credentials CREDENTIALS = new Credentials("in<ge>st & 'co\"", "report", "rollup", "admin");

    @TempDir
    private Path directory;

    private @Nullable EmbeddedClickHouse started;

    @AfterEach
    void leaveNoProcessBehind() {
        if (started != null) {
            started.kill();
        }
    }

    @Test
    void aServerThatHasStartedAnswersOnBothPorts() throws Exception {
        EmbeddedClickHouse server = start(0, 0);

        assertThat(admin(server).ask("SELECT version()")).startsWith("26.7.");
        assertThat(admin(server).ask("SELECT timezone()")).isEqualTo("UTC");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.tcpPort())) {
            assertThat(socket.isConnected()).isTrue();
        }
        assertThat(server.isAlive()).isTrue();
        assertThat(server.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(server.log()).content(StandardCharsets.UTF_8).contains("Listening for http://127.0.0.1:");
    }

    @Test
    void aPasswordMayHoldWhatXmlWouldChokeOn() throws Exception {
        EmbeddedClickHouse server = start(0, 0);

        SqlUser ingest = new SqlUser(server.httpUrl(), "ingest", CREDENTIALS.ingestPassword());

        assertThat(ingest.ask("SELECT currentUser()")).isEqualTo("ingest");
    }

    @Test
    void dataSurvivesCloseAndKill() throws Exception {
        EmbeddedClickHouse first = start(0, 0);
        admin(first).ask("CREATE DATABASE millrace");
        admin(first).ask("CREATE TABLE millrace.t (a UInt64) ENGINE = MergeTree ORDER BY a");
        admin(first).ask("INSERT INTO millrace.t SELECT number FROM numbers(1000)");
        first.close();
        assertThat(first.isAlive()).isFalse();
        assertThat(first.onExit()).succeedsWithin(Duration.ofSeconds(1));

        EmbeddedClickHouse second = start(0, 0);
        admin(second).ask("INSERT INTO millrace.t VALUES (5000)");
        second.kill();
        assertThat(second.isAlive()).isFalse();

        assertThat(admin(start(0, 0)).ask("SELECT count(), max(a) FROM millrace.t"))
                .isEqualTo("1001\t5000");
    }

    @Test
    void closingDoesNotWaitForIdleConnectionsAndMayBeRepeated() throws Exception {
        EmbeddedClickHouse server = start(0, 0);
        admin(server).ask("SELECT 1"); // leaves a connection in the client's pool
        long startNanos = System.nanoTime();

        server.close();
        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(4));
        assertThat(ProcessHandle.of(server.pid())).isEmpty();
    }

    @Test
    void aQueryThatIsNearlyDoneGetsItsAnswerWhenTheServerCloses() throws Exception {
        EmbeddedClickHouse server = start(0, 0);
        CompletableFuture<SqlUser.Answer> query = admin(server).sendLater("SELECT sleep(2)");
        awaitRunning(server, "SELECT sleep(2)");

        server.close();

        assertThat(query.get(1, TimeUnit.SECONDS)).isEqualTo(new SqlUser.Answer(0, "0\n"));
    }

    @Test
    void aLockedDirectoryIsRefusedInOneSentenceThatNamesItsOwner() throws Exception {
        EmbeddedClickHouse owner = start(0, 0);

        assertThatThrownBy(() -> EmbeddedClickHouse.start(config(0, 0)))
                .isInstanceOf(EmbeddedClickHouseException.class)
                .hasMessage("Another ClickHouse server (process " + owner.pid() + ") uses the data directory "
                        + directory + ": stop it, or choose another directory.");
        assertThat(admin(owner).ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aServerThatIsStillEndingIsWaitedFor() throws Exception {
        EmbeddedClickHouse first = start(0, 0);
        admin(first).sendInBackground("SELECT sleep(2)");
        awaitRunning(first, "SELECT sleep(2)");
        Thread closing = Thread.ofVirtual().start(first::close);

        EmbeddedClickHouse second = start(0, 0);

        closing.join();
        assertThat(admin(second).ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aTakenPortIsRefusedInOneSentenceThatNamesIt() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String message =
                    "Port " + other.getLocalPort() + " on 127.0.0.1, which ClickHouse was to listen on, is taken:"
                            + " stop what listens there, choose another port, or 0 for any free one.";

            assertThatThrownBy(() -> EmbeddedClickHouse.start(config(other.getLocalPort(), 0)))
                    .hasMessage(message);
            assertThatThrownBy(() -> EmbeddedClickHouse.start(config(0, other.getLocalPort())))
                    .hasMessage(message);
        }
        assertThat(start(0, 0).isAlive()).isTrue(); // and the directory is free again
    }

    @Test
    void aChosenPortIsUsedAgainRightAfterARestart() throws Exception {
        EmbeddedClickHouse first = start(0, 0);
        int port = first.httpUrl().getPort();
        admin(first).ask("SELECT 1");
        first.close();

        assertThat(admin(start(port, 0)).ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void anEngineThatDoesNotStartIsReportedWithItsOwnWordsAndItsLogs() throws Exception {
        Path extra = Files.createDirectories(directory.resolve("config/config.d"));
        Files.writeString(
                extra.resolve("broken.xml"), "<clickhouse><users_config>nowhere.xml</users_config></clickhouse>");

        assertThatThrownBy(() -> EmbeddedClickHouse.start(config(0, 0)))
                .isInstanceOf(EmbeddedClickHouseException.class)
                .hasMessageStartingWith("ClickHouse ended while it started: ")
                .hasMessageContaining("nowhere.xml")
                .hasMessageContaining("clickhouse.log");
    }

    @Test
    void nobodyCanUseTheUserThatTheStartScriptRunsAs() throws Exception {
        EmbeddedClickHouse server = start(0, 0);
        SqlUser nobody = new SqlUser(server.httpUrl(), "default", "");

        assertThat(nobody.send("SELECT 1").body()).contains("Max query size exceeded");
        assertThat(nobody.send("SYSTEM STOP LISTEN HTTP").body()).contains("Max query size exceeded");
        assertThat(nobody.send("SELECT 1", "max_query_size=1000").body()).contains("READONLY");
        assertThat(nobody.send("SELECT 1", "readonly=0").body()).contains("READONLY");
    }

    private EmbeddedClickHouse start(int httpPort, int tcpPort) throws IOException {
        started = EmbeddedClickHouse.start(config(httpPort, tcpPort));
        return started;
    }

    private EmbeddedConfig config(int httpPort, int tcpPort) {
        return new EmbeddedConfig(directory, httpPort, tcpPort, CREDENTIALS);
    }

    private static SqlUser admin(EmbeddedClickHouse server) {
        return new SqlUser(server.httpUrl(), "admin", CREDENTIALS.adminPassword());
    }

    private static void awaitRunning(EmbeddedClickHouse server, String sql) throws Exception {
        while (!admin(server).ask("SELECT query FROM system.processes").contains("\n" + sql)) {
            Thread.sleep(10);
        }
    }
}
