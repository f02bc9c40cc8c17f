package dev.millrace.processes;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouse;
import dev.millrace.clickhouse.embedded.EmbeddedConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A ClickHouse of our own, as Millrace would start it, that can be killed, held and started again at the same address. It ends with this
 * JVM at the latest. Not for several threads that start and end it.
 */
public final class Database implements AutoCloseable {
    private static final String QUERY_LOG = """
            <clickhouse>
                <query_log>
                    <database>system</database>
                    <table>${table}</table>
                    <flush_interval_milliseconds>7500</flush_interval_milliseconds>
                </query_log>
            </clickhouse>
            """;

    private final Credentials credentials;
    private final Path directory;
    private final String queryLog;
    private volatile EmbeddedClickHouse server;
    private volatile boolean shouldLive = true;

    private Database(Path directory, Credentials credentials, String queryLog) throws IOException {
        this.directory = directory;
        this.queryLog = queryLog;
        this.credentials = credentials;
        server = EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, 0, credentials));
    }

    /** Starts it. */
    public static Database start(Path directory) throws IOException {
        return start(directory, Credentials.random());
    }

    /** Starts it with these passwords. */
    public static Database start(Path directory, Credentials credentials) throws IOException {
        return new Database(directory, credentials, "query_log");
    }

    /** Starts one that keeps a log of its queries. */
    public static Database startWithQueryLog(Path directory) throws IOException {
        // Another name at each start: an embedded server forgets its system tables but not their files.
        String table = "query_log_" + System.currentTimeMillis();
        Path additions = Files.createDirectories(directory.resolve("config/config.d"));
        Files.writeString(additions.resolve("query_log.xml"), QUERY_LOG.replace("${table}", table));
        return new Database(directory, Credentials.random(), table);
    }

    /** Returns the user for inserts. */
    public SqlUser ingest() {
        return new SqlUser(server.httpUrl(), "ingest", credentials.ingestPassword());
    }

    /** Returns the user for reports. */
    public SqlUser report() {
        return new SqlUser(server.httpUrl(), "report", credentials.reportPassword());
    }

    /** Returns the user that may do everything. */
    public SqlUser admin() {
        return new SqlUser(server.httpUrl(), "admin", credentials.adminPassword());
    }

    /** The table in which it remembers its statements. */
    public String queryLog() {
        return "system." + queryLog;
    }

    /** The settings that lead a service to it. */
    public Map<String, String> environment() {
        return Map.of(
                "MILLRACE_CLICKHOUSE_URL", server.httpUrl().toString(),
                "MILLRACE_CLICKHOUSE_INGEST_PASSWORD", credentials.ingestPassword(),
                "MILLRACE_CLICKHOUSE_REPORT_PASSWORD", credentials.reportPassword(),
                "MILLRACE_CLICKHOUSE_ROLLUP_PASSWORD", credentials.rollupPassword(),
                "MILLRACE_CLICKHOUSE_ADMIN_PASSWORD", credentials.adminPassword());
    }

    /** Waits until nothing has been merged for a while, or the patience is over; true if it is quiet. */
    public boolean awaitMerges(Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        int quiet = 0;
        while (System.nanoTime() < until) {
            quiet = admin().number("SELECT count() FROM system.merges") == 0 ? quiet + 1 : 0;
            if (quiet == 6) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return false;
    }

    /** Returns the address; it stays the same after {@link #startAgain}. */
    public URI url() {
        return server.httpUrl();
    }

    /** Returns the directory in which it keeps its data. */
    public Path directory() {
        return directory;
    }

    /** The process's number. */
    public long pid() {
        return server.pid();
    }

    /** Returns false once it was closed, killed or died. */
    public boolean isAlive() {
        return server.isAlive();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        shouldLive = false;
        server.kill();
    }

    /** Returns true if its process has ended and neither {@link #kill} nor {@link #close} ended it. */
    public boolean diedByItself() {
        return shouldLive && !isAlive();
    }

    /** Starts it again where it was, after it ended. */
    public void startAgain() throws IOException {
        server = EmbeddedClickHouse.start(
                new EmbeddedConfig(directory, server.httpUrl().getPort(), server.tcpPort(), credentials));
        shouldLive = true;
    }

    /** Lets the whole process stand still (SIGSTOP). */
    public void pause() throws IOException, InterruptedException {
        Signals.send("STOP", server.pid());
    }

    /** Lets it go on (SIGCONT). */
    public void resume() throws IOException, InterruptedException {
        Signals.send("CONT", server.pid());
    }

    @Override
    public void close() {
        shouldLive = false;
        server.close();
    }
}
