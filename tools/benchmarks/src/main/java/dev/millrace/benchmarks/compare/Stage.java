package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Cores;
import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.broker.kafka.KafkaCluster;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shares one ClickHouse, one Millrace and a directory among the contenders of a comparison, and ends all of it. For one thread. */
public final class Stage implements AutoCloseable {
    private static final int BROKERS = 3;

    private final Path directory;
    private final Cores cores;
    private final Consumer<String> progress;
    private final Map<String, String> settings;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable Database database;
    private @Nullable Service millrace;
    private @Nullable Service millraceWithKafka;
    private @Nullable KeyedMillrace keyedMillrace;
    private @Nullable OtherBuild otherBuild;
    private @Nullable KafkaCluster kafka;

    /** @param settings of the service, beside its defaults */
    public Stage(Path directory, Cores cores, Map<String, String> settings, Consumer<String> progress) {
        this.directory = directory;
        this.cores = cores;
        this.settings = new HashMap<>(settings);
        this.progress = progress;
    }

    /** A directory in it, which is made. */
    public Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    public Cores cores() {
        return cores;
    }

    public void progress(String text) {
        progress.accept(text);
    }

    /** A ClickHouse on the generator's cores, where it stands for another machine. */
    public Database database() throws IOException, InterruptedException {
        if (database == null) {
            Database started = Database.start(directory("clickhouse"));
            closeAtEnd(started);
            Cores.pin(started.pid(), cores.generator());
            database = started;
        }
        return database;
    }

    /** A Millrace on the server's core, ready, so that there are tables. */
    public Service millrace() throws IOException, InterruptedException {
        if (millrace == null) {
            Database needed = database();
            Path data = directory("millrace");
            Service started = cores.startServer(() -> Service.start(needed, data, settings));
            closeAtEnd(started);
            millrace = started;
        }
        return millrace;
    }

    /** A Millrace with keys and tokens on the server's core. It shares the tables with {@link #millrace}. */
    public KeyedMillrace keyedMillrace() throws IOException, InterruptedException {
        if (keyedMillrace == null) {
            KeyedMillrace started = KeyedMillrace.start(database(), directory("millrace-keys"), cores, settings);
            closeAtEnd(started);
            keyedMillrace = started;
        }
        return keyedMillrace;
    }

    /** The Millrace of another checkout on the server's core. */
    public OtherBuild otherBuild(Path checkout) throws IOException, InterruptedException {
        if (otherBuild == null) {
            OtherBuild started = OtherBuild.start(checkout, directory("other-build"), cores, settings);
            closeAtEnd(started);
            otherBuild = started;
        }
        return otherBuild;
    }

    /** Three Kafka brokers on the generator's cores, where they stand for other machines. */
    public KafkaCluster kafka() throws IOException, InterruptedException {
        if (kafka == null) {
            KafkaCluster started = KafkaCluster.start(directory("kafka"), BROKERS);
            closeAtEnd(started);
            for (KafkaBroker broker : started.brokers()) {
                Cores.pin(broker.pid(), cores.generator());
            }
            kafka = started;
        }
        return kafka;
    }

    /** A Millrace on the server's core whose second log is on those brokers. It shares the tables with {@link #millrace}. */
    public Service millraceWithKafka() throws IOException, InterruptedException {
        if (millraceWithKafka == null) {
            Database needed = database();
            Map<String, String> all = new HashMap<>(settings);
            all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka().bootstrapServers());
            all.put("MILLRACE_KAFKA_LOG_MODE", "on");
            all.put("MILLRACE_INTAKE_NODE", "1");
            Path data = directory("millrace-kafka");
            Service started = cores.startServer(() -> Service.start(needed, data, all));
            closeAtEnd(started);
            millraceWithKafka = started;
        }
        return millraceWithKafka;
    }

    /** Waits until ClickHouse has nothing to merge, but not for longer than that. */
    public void awaitRest(long nanos) throws IOException, InterruptedException {
        long until = System.nanoTime() + nanos;
        while (database != null
                && System.nanoTime() < until
                && database.admin().number("SELECT count() FROM system.merges") > 0) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Closes an object with the stage, before objects that were started earlier. */
    public void closeAtEnd(AutoCloseable closeable) {
        open.push(closeable);
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
