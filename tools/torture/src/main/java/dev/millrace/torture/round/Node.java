package dev.millrace.torture.round;

import dev.millrace.processes.Launch;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service of a round: one data directory and one port, and one process after the other on them. Deaths go into the journal. Not for
 * several threads.
 */
public final class Node implements AutoCloseable {
    /** Starts sooner, and a round is too short to be compiled well. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

    /** Looks of 20 ms and more: longer than two measurements. */
    private static final int LOOKS_WITH_BROKERS = 100;

    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(2);

    private final Path home;
    private final boolean hasBrokers;
    private final Path dataDir;
    private final int port;
    private final Runnable whenKilled;
    private final Map<String, String> settings;
    private @Nullable Service service;
    private boolean shouldLive;

    Node(Path home, Map<String, String> settings, Runnable whenKilled, boolean hasBrokers) throws IOException {
        this.hasBrokers = hasBrokers;
        this.home = home;
        this.dataDir = Files.createDirectories(home.resolve("data"));
        this.port = Launch.freePort();
        this.whenKilled = whenKilled;
        this.settings = new HashMap<>(settings);
    }

    /** A setting, or any variable of the environment, of the processes that are started from now on. */
    public void set(String name, String value) {
        settings.put(name, value);
    }

    /** Takes it back. */
    public void unset(String name) {
        settings.remove(name);
    }

    /** Starts a process and waits until it answers; ClickHouse may be away. */
    public void start() throws IOException, InterruptedException {
        launch();
        service().awaitAnswer();
    }

    /** Starts a process and waits until it takes events and answers reports. */
    public void startReady() throws IOException, InterruptedException {
        launch();
        service().awaitReady();
    }

    /** Starts a process and returns at once. */
    public void launch() throws IOException {
        service = Service.launch(new Launch(dataDir, logFile(), port, settings, JVM_OPTIONS));
        shouldLive = true;
    }

    /** Starts a second process with the same settings on the same directory, on a port of its own. The caller ends it. */
    public Service launchBeside(Path log) throws IOException {
        return Service.launch(new Launch(dataDir, log, Launch.freePort(), settings, JVM_OPTIONS));
    }

    /** The present process, or the last one. */
    public Service service() {
        return Objects.requireNonNull(service, "it was never started");
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        shouldLive = false;
        service().kill();
        // After it is gone, and before the next one starts: what was sent until now may have been answered from memory.
        whenKilled.run();
    }

    /**
     * SIGTERM.
     *
     * @return its exit code, or nothing if it has not ended in that time: then it still runs
     */
    public OptionalInt stop(Duration patience) throws InterruptedException {
        shouldLive = false;
        service().terminate();
        return service().awaitExit(patience);
    }

    /** Returns true while its process lives, held or not. */
    public boolean isAlive() {
        Service present = service;
        return present != null && present.isAlive();
    }

    /** Takes it for no fault if its process ends. */
    public void mayEnd() {
        shouldLive = false;
    }

    /** Returns true if its process ended and nobody here ended it. */
    boolean diedByItself() {
        return shouldLive && !isAlive();
    }

    /** Returns the address, which stays the same over restarts. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the directory of its data. */
    public Path dataDir() {
        return dataDir;
    }

    /** Returns the directory of its segments. */
    public Path bufferDir() {
        return dataDir.resolve("buffer");
    }

    /** Returns the output of all of its processes; empty before the first. */
    public String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    private Path logFile() {
        return home.resolve("millrace.log");
    }

    /** Waits until everything it took is stored, as long as it goes on storing. */
    public void awaitDrained() throws IOException, InterruptedException {
        awaitDrained(() -> {});
    }

    /**
     * Waits until all accepted events are stored, as long as it makes progress.
     *
     * @param meanwhile run repeatedly
     */
    void awaitDrained(Round.Step meanwhile) throws IOException, InterruptedException {
        long until = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
        double least = Double.MAX_VALUE;
        int empty = 0;
        // Twice: rows may be on their way from one buffer to the other while the figures are gathered. What brokers
        // have is
        // measured once in a while.
        int enough = hasBrokers ? LOOKS_WITH_BROKERS : 2;
        while (empty < enough) {
            meanwhile.run();
            double pending = pendingBytes();
            empty = pending > 0 ? 0 : empty + 1;
            if (pending < least) {
                least = pending;
                until = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
            }
            if (System.nanoTime() > until) {
                throw new IOException("%s bytes are still in the buffer, and for %s it got no less"
                        .formatted((long) least, DRAIN_TIMEOUT));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Returns the backlog in bytes, with the side buffers, and with the records that brokers have. */
    public double pendingBytes() throws IOException, InterruptedException {
        Scrape scrape = Scrape.of(service());
        return scrape.sum("millrace_buffer_pending_bytes").orElseThrow()
                + scrape.sum("millrace_shard_parked_bytes").orElse(0)
                // Unknown at first, which is not nothing.
                + (hasBrokers ? scrape.sum("millrace_kafka_log_lag_records").orElse(1) : 0);
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
