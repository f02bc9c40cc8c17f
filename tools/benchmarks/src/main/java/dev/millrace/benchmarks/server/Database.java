package dev.millrace.benchmarks.server;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouse;
import dev.millrace.clickhouse.embedded.EmbeddedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A ClickHouse of our own, as Millrace would start it but for the log of queries, which it keeps. Thread-safe. */
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

    /** Another name at each start: an embedded server forgets its system tables but not their files. */
    private final String queryLog = "query_log_" + System.currentTimeMillis();

    private final Credentials credentials = Credentials.random();
    private final EmbeddedClickHouse server;

    private Database(Path directory) throws IOException {
        Path additions = Files.createDirectories(directory.resolve("config/config.d"));
        Files.writeString(additions.resolve("query_log.xml"), QUERY_LOG.replace("${table}", queryLog));
        server = EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, 0, credentials));
    }

    /** Starts it; it ends with this JVM at the latest. */
    public static Database start(Path directory) throws IOException {
        return new Database(directory);
    }

    /** Who inserts. */
    public SqlUser ingest() {
        return new SqlUser(server.httpUrl(), "ingest", credentials.ingestPassword());
    }

    /** Who reads reports. */
    public SqlUser report() {
        return new SqlUser(server.httpUrl(), "report", credentials.reportPassword());
    }

    /** Who may do everything. */
    public SqlUser admin() {
        return new SqlUser(server.httpUrl(), "admin", credentials.adminPassword());
    }

    /** The table in which it remembers its statements. */
    String queryLog() {
        return "system." + queryLog;
    }

    /** The settings that lead a service to it. */
    Map<String, String> environment() {
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

    @Override
    public void close() {
        server.close();
    }
}
