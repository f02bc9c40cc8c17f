package dev.millrace.clickhouse.schema;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouse;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouseException;
import dev.millrace.clickhouse.embedded.EmbeddedConfig;
import dev.millrace.clickhouse.embedded.FreePort;
import dev.millrace.log.LimitedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs the ClickHouse of a Millrace without an external one: it starts in the background, and again if it dies. New passwords are made at
 * each start and never leave this process and its child. Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

    private final EmbeddedConfig config;
    /** Completes with an error message, or with an empty string. */
    private final CompletableFuture<String> firstStart = new CompletableFuture<>();

    @GuardedBy("this")
    private @Nullable EmbeddedClickHouse server;

    @GuardedBy("this")
    private boolean closed;

    private EmbeddedDatabase(EmbeddedConfig config) {
        this.config = config;
    }

    /** Begins to start a server whose data is in that directory; returns at once with its address. */
    public static EmbeddedDatabase startIn(Path directory) {
        EmbeddedDatabase database =
                new EmbeddedDatabase(new EmbeddedConfig(directory, freePort(), freePort(), Credentials.random()));
        Thread.ofVirtual().name("embedded-clickhouse").start(database::keepRunning);
        return database;
    }

    /** Returns the settings with which the rest of the service finds it. */
    public Map<String, Object> properties() {
        Credentials credentials = config.credentials();
        return Map.of(
                "millrace.clickhouse.url", "http://127.0.0.1:" + config.httpPort(),
                "millrace.clickhouse.ingest-password", credentials.ingestPassword(),
                "millrace.clickhouse.report-password", credentials.reportPassword(),
                "millrace.clickhouse.rollup-password", credentials.rollupPassword(),
                "millrace.clickhouse.admin-password", credentials.adminPassword());
    }

    /**
     * Waits until it answers for the first time.
     *
     * @throws IllegalStateException if it cannot be started; the message says why
     */
    public void awaitStart() {
        String problem = firstStart.join();
        if (!problem.isEmpty()) {
            throw new IllegalStateException(problem);
        }
    }

    private void keepRunning() {
        try {
            while (runOnce() && !isClosed()) {
                Thread.sleep(RESTART_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the server and waits until it ends. Returns false if it never started, so that trying again is pointless. */
    private boolean runOnce() {
        try {
            EmbeddedClickHouse started = EmbeddedClickHouse.start(config);
            if (!adopt(started)) {
                started.close();
                return false;
            }
            firstStart.complete("");
            started.onExit().join();
            if (!isClosed()) {
                log.error("The embedded ClickHouse died and is started again; its log is {}", started.log());
            }
            return true;
        } catch (EmbeddedClickHouseException e) {
            if (firstStart.complete(e.getMessage())) {
                return false;
            }
            faults.at(Level.ERROR, "start").log(
                    "The embedded ClickHouse could not be started again, trying once more: {}", e.getMessage());
            return true;
        }
    }

    private synchronized boolean adopt(EmbeddedClickHouse started) {
        server = started;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static int freePort() {
        try {
            return FreePort.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        EmbeddedClickHouse running;
        synchronized (this) {
            closed = true;
            running = server;
        }
        if (running != null) {
            running.close();
        }
    }
}
