package dev.millrace.torture.blackbox;

import dev.millrace.processes.Launch;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Runs one node of a round: a data directory and a port, and one process after the other on them. */
final class Node implements AutoCloseable {
    /** Starts sooner, and a round is too short to be compiled well. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx192m", "-XX:TieredStopAtLevel=1");

    private final int number;
    private final Launch launch;
    private volatile Service service;

    Node(int number, Path directory, Map<String, String> settings) throws IOException {
        this.number = number;
        launch = new Launch(
                directory.resolve("data"), directory.resolve("millrace.log"), Launch.freePort(), settings, JVM_OPTIONS);
        service = Service.launch(launch);
    }

    int number() {
        return number;
    }

    URI url() {
        return service.url();
    }

    void awaitReady() throws IOException, InterruptedException {
        service.awaitReady();
    }

    /** False after it was killed, or ended by itself. */
    boolean isAlive() {
        return service.isAlive();
    }

    void kill() {
        service.kill();
    }

    void startAgain() throws IOException, InterruptedException {
        service = Service.launch(launch);
        service.awaitAnswer();
    }

    void pause() throws IOException, InterruptedException {
        service.pause();
    }

    void resume() throws IOException, InterruptedException {
        service.resume();
    }

    /** Returns its pending bytes, and records of its partitions of Kafka; empty while it does not answer. */
    OptionalLong waiting() throws IOException, InterruptedException {
        if (service.ask("/health/readiness").statusCode() != 200) {
            return OptionalLong.empty();
        }
        Scrape scrape = Scrape.of(service);
        double bytes = scrape.sum("millrace_buffer_pending_bytes").orElseThrow()
                + scrape.sum("millrace_shard_parked_bytes").orElse(0)
                + scrape.sum("millrace_kafka_log_lag_records").orElse(0);
        return OptionalLong.of((long) bytes);
    }

    @Override
    public void close() {
        service.close();
    }
}
