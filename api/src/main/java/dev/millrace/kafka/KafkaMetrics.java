package dev.millrace.kafka;

import dev.millrace.kafka.RecordDelivery.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/** Figures of the input from Kafka; there are none while there is no such input. Thread-safe. */
final class KafkaMetrics {
    private static final String TOPIC = "topic";

    private final MeterRegistry registry;
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final PartitionGauge lag;
    private final Counter commits;
    private final Counter failedCommits;
    private final Counter errors;

    KafkaMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("millrace.kafka.connected", "1 while this node is in the group and brokers answer", connected);
        gauge("millrace.kafka.paused.partitions", "Partitions that are not fetched at the moment", paused);
        this.lag = new PartitionGauge(
                registry, "millrace.kafka.lag.records", "Records of this node's partitions that are not safe yet");
        this.commits = commits("done");
        this.failedCommits = commits("failed");
        this.errors = Counter.builder("millrace.kafka.errors")
                .description("Failures after which the group is joined anew")
                .register(registry);
    }

    private void gauge(String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::doubleValue)
                .description(description)
                .register(registry);
    }

    private Counter commits(String outcome) {
        return Counter.builder("millrace.kafka.commits")
                .tag("outcome", outcome)
                .description("Commits of offsets")
                .register(registry);
    }

    void settled(InputRecord record, Outcome outcome) {
        records(record, outcome).increment();
        Counter.builder("millrace.kafka.records.bytes")
                .tag(TOPIC, record.source().topic())
                .description("Bytes of the values of records that are safe")
                .register(registry)
                .increment(record.valueBytes());
    }

    void triedAgain(InputRecord record) {
        records(record, Outcome.AGAIN).increment();
    }

    private Counter records(InputRecord record, Outcome outcome) {
        return Counter.builder("millrace.kafka.records")
                .tags(TOPIC, record.source().topic(), "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .description("Records by what became of them; again: not taken at once, and tried again")
                .register(registry);
    }

    /** Counts records that the brokers have deleted before they were taken. */
    void missed(TopicPartition partition, long records) {
        Counter.builder("millrace.kafka.missed.records")
                .tag(TOPIC, partition.topic())
                .description("Offsets that the brokers had deleted before they were taken")
                .register(registry)
                .increment((double) records);
    }

    void lag(Map<TopicPartition, Long> records) {
        lag.set(records);
    }

    void committed(boolean isDone) {
        (isDone ? commits : failedCommits).increment();
    }

    void error() {
        errors.increment();
    }

    void connected(boolean isSo) {
        connected.set(isSo ? 1 : 0);
    }

    void paused(int partitions) {
        paused.set(partitions);
    }
}
