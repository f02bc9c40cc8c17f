package dev.millrace.broker.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several real Kafka brokers that keep copies of each other's records, each a process of its own and a controller too. A majority of them
 * has to run. For one thread at a time.
 */
public final class KafkaCluster implements AutoCloseable {
    private final List<KafkaBroker> brokers;

    private KafkaCluster(List<KafkaBroker> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /** Starts that many, and waits until all are ready. */
    public static KafkaCluster start(Path directory, int count) throws IOException {
        List<Integer> controllers = ports(count);
        String voters = IntStream.range(0, count)
                .mapToObj(i -> "%s@127.0.0.1:%s".formatted(i + 1, controllers.get(i)))
                .collect(Collectors.joining(","));
        List<FutureTask<KafkaBroker>> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int port = KafkaBroker.freePort();
            KafkaBroker.Options options =
                    new KafkaBroker.Options("PLAINTEXT", settings(i + 1, count, port, controllers.get(i), voters));
            Path own = directory.resolve("broker-" + (i + 1));
            FutureTask<KafkaBroker> start = new FutureTask<>(() -> KafkaBroker.start(own, port, options));
            starts.add(start);
            Thread.ofVirtual().name("start-broker").start(start);
        }
        List<KafkaBroker> started = new ArrayList<>();
        try {
            for (FutureTask<KafkaBroker> start : starts) {
                started.add(start.get());
            }
            return new KafkaCluster(started);
        } catch (ExecutionException e) {
            started.forEach(KafkaBroker::kill);
            throw new IOException("a broker could not be started", e.getCause());
        } catch (InterruptedException e) {
            started.forEach(KafkaBroker::kill);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static List<Integer> ports(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = KafkaBroker.freePort();
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static Map<String, String> settings(int node, int count, int port, int controller, String voters) {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", Integer.toString(node));
        settings.put("controller.quorum.voters", voters);
        settings.put("listeners", "CLIENTS://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s".formatted(port, controller));
        String copies = Integer.toString(Math.min(3, count));
        settings.put("offsets.topic.replication.factor", copies);
        settings.put("transaction.state.log.replication.factor", copies);
        settings.put("default.replication.factor", copies);
        // A broker that hangs or was killed is noticed in seconds.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("replica.lag.time.max.ms", "4000");
        settings.put("controller.quorum.election.timeout.ms", "500");
        settings.put("controller.quorum.fetch.timeout.ms", "1000");
        return settings;
    }

    /** Returns the brokers by their numbers, from 0. */
    public List<KafkaBroker> brokers() {
        return brokers;
    }

    /** Returns where they listen, separated by commas. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Lets those that are held go on, and starts those that have ended. */
    public void restore() throws IOException {
        for (KafkaBroker broker : brokers) {
            broker.resumeOrStart();
        }
    }

    /** Ends all as a crash would. */
    public void kill() {
        brokers.forEach(KafkaBroker::kill);
    }

    /** Stops all: to end in order would take one after the other, and nobody needs their data any more. */
    @Override
    public void close() {
        kill();
    }
}
