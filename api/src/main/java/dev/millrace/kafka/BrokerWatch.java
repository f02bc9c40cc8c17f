package dev.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether brokers answer, whether the topics are there, and how far behind the group is: a consumer itself says
 * nothing of that, it only gets no records. For one thread, the consumer's.
 */
final class BrokerWatch {
    static final String NO_ANSWER = "no broker answers";

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(5);
    private static final Duration TOPICS_INTERVAL = Duration.ofSeconds(30);

    /** Short, as nothing is taken meanwhile. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaConfig config;
    private final KafkaMetrics metrics;
    private final Consumer<Optional<String>> told;
    private final Map<TopicPartition, Long> lag = new HashMap<>();
    private List<String> missingTopics = List.of();
    private @Nullable Metric connections;
    private boolean isMember;
    private final long begunNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime();
    private long measuredNanos = System.nanoTime();
    private long listedNanos = System.nanoTime();

    /** @param told receives the current problem, or none, at each look */
    BrokerWatch(KafkaConfig config, KafkaMetrics metrics, Consumer<Optional<String>> told) {
        this.config = config;
        this.metrics = metrics;
        this.told = told;
    }

    /**
     * Looks for the first time.
     *
     * @throws KafkaException if no broker answers, or they do not want this client
     */
    void begin(KafkaConsumer<?, ?> consumer) {
        listTopics(consumer, FIRST_TIMEOUT);
        connections = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("connection-count")
                        && metric.metricName().group().equals("consumer-metrics"))
                .findFirst()
                .orElseThrow();
    }

    /** Notes that the node has joined the group. */
    void joined() {
        isMember = true;
    }

    /** Looks, if it is time to. */
    void look(KafkaConsumer<?, ?> consumer, Map<TopicPartition, PartitionLane> lanes) {
        long now = System.nanoTime();
        if (now - lookedNanos < INTERVAL.toNanos()) {
            return;
        }
        lookedNanos = now;
        boolean isConnected = connections != null && ((Number) connections.metricValue()).doubleValue() > 0;
        if (isConnected && !missingTopics.isEmpty() && now - listedNanos > TOPICS_INTERVAL.toNanos()) {
            listAgain(consumer);
        }
        if (isConnected && now - measuredNanos > LAG_INTERVAL.toNanos()) {
            measureLag(consumer, lanes);
        }
        metrics.connected(isConnected && isMember);
        told.accept(problem(isConnected));
    }

    private Optional<String> problem(boolean isConnected) {
        if (!isConnected) {
            return Optional.of(NO_ANSWER);
        }
        if (!missingTopics.isEmpty()) {
            return Optional.of(
                    "the topic %s is not there, or may not be seen".formatted(String.join(", ", missingTopics)));
        }
        // Joining takes a moment, and as long as the session of a member that was killed.
        boolean isLate =
                System.nanoTime() - begunNanos > config.sessionTimeout().toNanos();
        return isMember || !isLate
                ? Optional.empty()
                : Optional.of("the group %s does not take this node in".formatted(config.groupId()));
    }

    private void listTopics(KafkaConsumer<?, ?> consumer, Duration timeout) {
        listedNanos = System.nanoTime();
        Set<String> known = consumer.listTopics(timeout).keySet();
        missingTopics =
                config.topics().stream().filter(topic -> !known.contains(topic)).toList();
    }

    private void listAgain(KafkaConsumer<?, ?> consumer) {
        try {
            listTopics(consumer, REQUEST_TIMEOUT);
        } catch (TimeoutException e) {
            // What was missing is taken for missing until somebody answers.
        }
    }

    /** Asks for the ends, as a consumer does not know those of paused partitions. */
    private void measureLag(KafkaConsumer<?, ?> consumer, Map<TopicPartition, PartitionLane> lanes) {
        measuredNanos = System.nanoTime();
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(lanes.keySet(), REQUEST_TIMEOUT);
            lag.clear();
            ends.forEach((partition, end) -> {
                PartitionLane lane = lanes.get(partition);
                if (lane != null) {
                    long ahead = end - consumer.position(partition, REQUEST_TIMEOUT);
                    lag.put(partition, Math.max(0, ahead) + lane.size());
                }
            });
            metrics.lag(lag);
        } catch (TimeoutException e) {
            // The figures stay; that brokers are away has one of its own.
        }
    }
}
