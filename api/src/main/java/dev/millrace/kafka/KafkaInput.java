package dev.millrace.kafka;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Backoff;
import dev.millrace.health.HealthRemark;
import dev.millrace.intake.IntakeConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from topics, in a thread of its own: joins the group, takes records while the buffer takes events, and joins again when that
 * ends with an error. Does nothing without {@code MILLRACE_KAFKA_BOOTSTRAP_SERVERS}.
 */
@Singleton
public final class KafkaInput implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(KafkaInput.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    /** A membership that lived as long has not failed as the one before it did. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final KafkaConfig config;
    private final ClientSettings settings;
    private final IntakeConfig intake;
    private final EventTopics topics;
    private final DeadLetters letters;
    private final EventBuffer buffer;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable String outage;
    private volatile @Nullable RecordDelivery delivery;
    private @Nullable Thread thread;

    KafkaInput(
            KafkaConfig config,
            ClientSettings settings,
            IntakeConfig intake,
            EventTopics topics,
            DeadLetters letters,
            EventBuffer buffer,
            InstantSource clock,
            MeterRegistry registry) {
        if (config.isOn() && intake.node() == RecordVersions.DELETION_SOURCE) {
            throw new IllegalArgumentException(
                    "MILLRACE_INTAKE_NODE must not be %s with MILLRACE_KAFKA_BOOTSTRAP_SERVERS: deletions from topics have that number"
                            .formatted(RecordVersions.DELETION_SOURCE));
        }
        this.config = config;
        this.settings = settings;
        this.intake = intake;
        this.topics = topics;
        this.letters = letters;
        this.buffer = buffer;
        this.clock = clock;
        this.registry = registry;
    }

    /** Starts the thread, if there are brokers. Once. */
    public void start() {
        if (config.isOn()) {
            thread = Thread.ofPlatform().name("kafka").daemon().start(this::run);
        }
    }

    /** Takes no more records, waits a while until those under way are safe, commits them and leaves the group. */
    public void stop() throws InterruptedException {
        stop.countDown();
        if (thread != null) {
            thread.join(STOP_TIMEOUT);
        }
    }

    private void run() {
        KafkaMetrics metrics = new KafkaMetrics(registry);
        RecordDelivery records = new RecordDelivery(topics, letters, config.maxRecordBytes());
        delivery = records;
        Backoff backoff = new Backoff(config.maxBackoff(), ThreadLocalRandom.current());
        try {
            while (!isStopped()) {
                long begun = System.nanoTime();
                runOnce(records, metrics);
                if (System.nanoTime() - begun > STEADY.toNanos()) {
                    backoff.reset();
                }
                boolean _ = stop.await(backoff.nextPause().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce(RecordDelivery records, KafkaMetrics metrics) {
        try (TopicConsumer consumer = new TopicConsumer(
                config,
                new KafkaConsumer<>(settings.forConsumer()),
                buffer,
                clock,
                metrics,
                (partition, state) ->
                        new PartitionLane(partition.partition(), state, records, metrics, intake.futureSkew()),
                new BrokerWatch(config, metrics, this::told))) {
            consumer.run(this::isStopped);
        } catch (IOException | RuntimeException e) {
            if (!isStopped()) {
                metrics.error();
                told(Optional.of(sentence(e)));
            }
        } finally {
            metrics.connected(false);
            metrics.lag(Map.of());
        }
    }

    /** The client wraps what went wrong at the beginning; the innermost message says it. */
    private static String sentence(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost instanceof KafkaException) {
            innermost = innermost.getCause();
        }
        if (innermost instanceof TimeoutException) {
            return BrokerWatch.NO_ANSWER;
        }
        // The message of a missing class is only its name.
        return innermost.getMessage() == null || innermost instanceof Error
                ? innermost.toString()
                : innermost.getMessage();
    }

    /** Logs one line for each reason, however long it lasts, and one when it is over. */
    private void told(Optional<String> problem) {
        String now = problem.orElse(null);
        String before = outage;
        if (now != null && !now.equals(before)) {
            log.warn("{}: {}. Trying again until it works.", brokers(), now);
        } else if (now == null && before != null) {
            log.info("{}: all is well again.", brokers());
        }
        outage = now;
    }

    private String brokers() {
        return "Kafka at " + String.join(",", config.bootstrapServers());
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    @Override
    public String part() {
        return "kafka";
    }

    @Override
    public Optional<String> text() {
        String away = outage;
        if (away != null) {
            return Optional.of("%s: %s.".formatted(brokers(), away));
        }
        RecordDelivery records = delivery;
        return records == null ? Optional.empty() : records.problem();
    }
}
