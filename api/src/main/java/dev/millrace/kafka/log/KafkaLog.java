package dev.millrace.kafka.log;

import dev.millrace.buffer.ChunkSource;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Backoff;
import dev.millrace.drain.ChunkTarget;
import dev.millrace.drain.DrainConfig;
import dev.millrace.drain.DrainGate;
import dev.millrace.drain.ReplicatedLog;
import dev.millrace.drain.RetryPolicy;
import dev.millrace.health.HealthRemark;
import dev.millrace.kafka.ClientSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka as the second log: its clients, its threads, and whether its topics are as safe as asked for. Thread-safe. */
final class KafkaLog implements ReplicatedLog, HealthRemark, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaLog.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(1);

    /** A membership that lived as long has not failed as the one before it did. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

    private final KafkaLogConfig config;
    private final LogTopics topics;
    private final LogClients clients;
    private final DeadLetters letters;
    private final LogMetrics metrics;
    private final DrainConfig drain;
    private final Map<Integer, ShardSource> sources = new HashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final StoredOffsets storedOffsets;
    private final KafkaForwarder forwarder;
    private final TopicCheck check;
    private final LogVisitor visitor;
    private final LogLag lag;
    private final RecordDeletion deletion;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread consuming;
    private final Thread checking;
    private long measuredNanos = System.nanoTime();
    private volatile boolean isFetching = true;
    private volatile @Nullable String problem = "The topics were not looked at yet.";
    private volatile @Nullable String outage;

    KafkaLog(
            KafkaLogConfig config,
            ClientSettings settings,
            LogTopics topics,
            Shards shards,
            DeadLetters letters,
            MeterRegistry registry,
            DrainConfig drain) {
        this.config = config;
        this.topics = topics;
        this.letters = letters;
        this.drain = drain;
        this.metrics = new LogMetrics(registry);
        shards.all().forEach(shard -> sources.put(shard.number(), new ShardSource(metrics::drained)));
        this.clients = new LogClients(settings, config);
        this.producer = clients.producer();
        this.admin = clients.admin();
        GroupOffsets offsets = new GroupOffsets(admin, config.groupId());
        this.storedOffsets = new StoredOffsets(offsets::committed, producer);
        this.forwarder = new KafkaForwarder(topics, config, producer, storedOffsets, metrics);
        this.check = new TopicCheck(admin, config, topics);
        this.visitor = new LogVisitor(topics, clients::consumer);
        this.lag = new LogLag(admin, offsets, topics);
        this.deletion = new RecordDeletion(admin, offsets, config, topics);
        this.consuming = Thread.ofPlatform().name("kafka-log").daemon().unstarted(this::consume);
        this.checking = Thread.ofPlatform().name("kafka-check").daemon().unstarted(this::check);
    }

    @Override
    public boolean isForwarding() {
        return config.isForwarding();
    }

    @Override
    public DrainGate gate() {
        return this::awaitTopics;
    }

    private boolean awaitTopics(RetryPolicy retryPolicy) throws InterruptedException {
        while (problem != null) {
            if (!retryPolicy.pause(PAUSE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ChunkTarget forwarder() {
        return forwarder;
    }

    @Override
    public DrainConfig forwarding() {
        return config.forwarding(drain);
    }

    @Override
    public ChunkSource source(Shard shard) {
        return Objects.requireNonNull(sources.get(shard.number()));
    }

    @Override
    public void start(boolean drains) {
        checking.start();
        storedOffsets.start();
        if (drains) {
            consuming.start();
        }
    }

    @Override
    public void stopFetching() {
        isFetching = false;
    }

    @Override
    public void stop() throws InterruptedException {
        stop.countDown();
        if (consuming.isAlive()) {
            consuming.join(STOP_TIMEOUT);
        }
        storedOffsets.close();
    }

    private void check() {
        try {
            long lookedNanos = System.nanoTime();
            look();
            while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                // What is missing may come soon, and nothing is forwarded before.
                if (problem != null || System.nanoTime() - lookedNanos > CHECK_INTERVAL.toNanos()) {
                    lookedNanos = System.nanoTime();
                    look();
                }
                if (problem == null) {
                    measureNowAndThen();
                    deletion.deleteNowAndThen();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        String found = check.problem().orElse(null);
        String before = problem;
        if (found != null && !found.equals(before)) {
            log.warn("{} Events stay on this node's disk until that is so no more.", found);
        } else if (found == null && before != null) {
            log.info("Kafka has the topics {} with {} copies of each event.", topics.names(), config.copies());
        }
        problem = found;
        metrics.healthy(found == null);
    }

    private void measureNowAndThen() throws InterruptedException {
        long now = System.nanoTime();
        if (now - measuredNanos < LAG_INTERVAL.toNanos()) {
            return;
        }
        measuredNanos = now;
        try {
            metrics.lag(lag.measure());
        } catch (ExecutionException | TimeoutException e) {
            // The figures stay; that brokers are away has one of its own.
            log.debug("The brokers do not say what is not stored", e);
        }
    }

    private void consume() {
        Backoff backoff = new Backoff(drain.maxBackoff(), ThreadLocalRandom.current());
        try {
            while (!isStopped()) {
                long begun = System.nanoTime();
                if (problem == null) {
                    consumeOnce();
                }
                if (problem != null || System.nanoTime() - begun > STEADY.toNanos()) {
                    backoff.reset();
                }
                boolean _ = stop.await(backoff.nextPause().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consumeOnce() {
        try (LogConsumer consumer =
                new LogConsumer(clients.consumer(), topics, sources, config.maxWaitingBytes(), letters, metrics)) {
            consumer.run(() -> isFetching, this::isStopped, () -> outage = null);
        } catch (KafkaException | UncheckedIOException e) {
            metrics.failed();
            String reason = String.valueOf(e.getMessage());
            if (!isStopped() && !reason.equals(outage)) {
                log.warn("Kafka: {}. Joining the group {} again until it works.", reason, config.groupId());
                outage = reason;
            }
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    @Override
    public boolean visitPending(Predicate<Frame> frames) throws IOException, InterruptedException {
        String found = problem;
        if (found != null) {
            throw new IOException(found);
        }
        return visitor.visit(frames);
    }

    @Override
    public void deleteCommitted() {
        deletion.hurry();
    }

    @Override
    public String part() {
        return "kafka_log";
    }

    /** Without safe topics a node that forwards is not ready: it can acknowledge only what its own disk has. */
    @Override
    public boolean preventsReadiness() {
        return config.isForwarding() && problem != null;
    }

    @Override
    public Optional<String> text() {
        String found = problem;
        String reason = found == null ? outage : found;
        return Optional.ofNullable(reason);
    }

    /** Lets go of the clients; records that are on their way are given up, as the buffer still has them. */
    @Override
    public void close() {
        stop.countDown();
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
