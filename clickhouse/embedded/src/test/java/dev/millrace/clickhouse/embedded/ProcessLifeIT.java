package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server lives exactly as long as its parent, seen from outside: the parent is a JVM that the test kills. */
class ProcessLifeIT {
    private static final Credentials CREDENTIALS = new Credentials("ingest", "report", "rollup", "admin");

    @TempDir
    private Path directory;

    private Process parent;
    private ProcessHandle server;
    private ProcessHandle sibling;
    private SqlUser admin;

    @BeforeEach
    void startParent() throws Exception {
        parent = OtherJvm.start(ParentMain.class, Map.of(), directory.toString());
        BufferedReader lines = parent.inputReader();
        admin = new SqlUser(URI.create(lines.readLine()), "admin", CREDENTIALS.adminPassword());
        server = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
        sibling = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
    }

    @AfterEach
    void leaveNoProcessBehind() {
        parent.destroyForcibly();
        server.destroyForcibly();
        sibling.destroyForcibly();
    }

    @Test
    void theServerEndsWhenItsParentIsKilledThoughASiblingOfItsLivesOn() throws Exception {
        assertThat(server.isAlive()).isTrue();

        parent.destroyForcibly();

        assertThat(endsWithin(Duration.ofSeconds(8))).isTrue();
        assertThat(sibling.isAlive()).isTrue();
    }

    @Test
    void theServerEndsInTheMiddleOfWorkWhenItsParentIsKilled() throws Exception {
        admin.ask("CREATE DATABASE millrace");
        admin.ask("CREATE TABLE millrace.t (a UInt64) ENGINE = MergeTree ORDER BY a");
        admin.sendInBackground("INSERT INTO millrace.t SELECT number FROM numbers(100000000000)");
        admin.sendInBackground("SELECT sleepEachRow(1) FROM numbers(1000) SETTINGS max_block_size = 1");
        while (admin.ask("SELECT count() FROM millrace.t").equals("0")) {
            Thread.sleep(50);
        }

        parent.destroyForcibly();

        assertThat(endsWithin(ParentWatch.GRACE.plusSeconds(5))).isTrue();
        try (EmbeddedClickHouse next = EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, 0, CREDENTIALS))) {
            String rows = new SqlUser(next.httpUrl(), "admin", "admin").ask("SELECT count() FROM millrace.t");
            assertThat(Long.parseLong(rows)).isPositive();
        }
    }

    @Test
    void aServerTakesOverADirectoryWhileTheOrphanBeforeItIsStillEnding() throws Exception {
        admin.sendInBackground("SELECT sleepEachRow(1) FROM numbers(1000) SETTINGS max_block_size = 1");
        while (!admin.ask("SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow(1) FROM%'")
                .equals("2")) {
            Thread.sleep(10);
        }
        parent.destroyForcibly();

        try (EmbeddedClickHouse next = EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, 0, CREDENTIALS))) {
            assertThat(next.pid()).isNotEqualTo(server.pid());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP", "QUIT"})
    void aSignalThatAsksToEndDoesNotEndTheServer(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                .start()
                .waitFor();

        Thread.sleep(500);

        assertThat(server.isAlive()).isTrue();
        assertThat(admin.ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aServerThatIsAskedToEndStillEndsWithItsParent() throws Exception {
        new ProcessBuilder("kill", "-TERM", Long.toString(server.pid())).start().waitFor();

        parent.getOutputStream().close(); // the parent closes its server and ends

        assertThat(parent.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    private boolean endsWithin(Duration patience) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (server.isAlive() && System.nanoTime() - startNanos < patience.toNanos()) {
            Thread.sleep(20);
        }
        return !server.isAlive();
    }

    /** Starts a server and another process, says where they are, and waits for the end of its standard input. */
    static final class ParentMain {
        public static void main(String[] args) throws Exception {
            EmbeddedConfig config = new EmbeddedConfig(Path.of(args[0]), 0, 0, CREDENTIALS);
            try (EmbeddedClickHouse server = EmbeddedClickHouse.start(config)) {
                Process sibling = new ProcessBuilder("sleep", "600").start();
                System.out.println(server.httpUrl());
                System.out.println(server.pid());
                System.out.println(sibling.pid());
                while (System.in.read() >= 0) {
                    // Only the end counts.
                }
            }
        }
    }
}
