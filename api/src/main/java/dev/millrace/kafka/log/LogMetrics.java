package dev.millrace.kafka.log;

import dev.millrace.kafka.PartitionGauge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/** Metrics of Kafka as the second log; there are none while it is off. Thread-safe. */
final class LogMetrics {
    private static final double[] PERCENTILES = {0.5, 0.99};

    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicInteger assigned = new AtomicInteger();
    private final AtomicInteger healthy = new AtomicInteger();
    private final PartitionGauge lag;
    private final Timer produce;
    private final Counter bytes;
    private final Counter forwardedRows;
    private final Counter drainedRows;
    private final Counter errors;
    private final Counter damaged;

    LogMetrics(MeterRegistry registry) {
        gauge(registry, "healthy", "1 while the topics are there with as many copies as wanted", healthy);
        gauge(registry, "assigned.partitions", "Partitions that this node drains", assigned);
        gauge(
                registry,
                "paused.partitions",
                "Partitions that are not fetched, because their shard takes nothing",
                paused);
        this.lag = new PartitionGauge(
                registry,
                "millrace.kafka.log.lag.records",
                "Records of all partitions that are not stored yet, on whatever node they are drained");
        this.produce = Timer.builder("millrace.kafka.log.produce")
                .description("Time from sending a record until the brokers have it")
                .publishPercentiles(PERCENTILES)
                .register(registry);
        this.bytes = counter(registry, "forwarded.bytes", "Bytes of the records that the brokers have");
        this.forwardedRows = rows(registry, "forwarded");
        this.drainedRows = rows(registry, "drained");
        this.errors = counter(registry, "errors", "Requests to the brokers that failed, and are made again");
        this.damaged = counter(registry, "damaged.records", "Records that became dead letters, as they hold no rows");
    }

    private static void gauge(MeterRegistry registry, String name, String description, AtomicInteger value) {
        Gauge.builder("millrace.kafka.log." + name, value, AtomicInteger::doubleValue)
                .description(description)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("millrace.kafka.log." + name)
                .description(description)
                .register(registry);
    }

    private static Counter rows(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.kafka.log.rows")
                .tag("outcome", outcome)
                .description(
                        "Rows of the buffer that the brokers have, and rows from the brokers that are stored or dead letters")
                .register(registry);
    }

    /** Counts rows that left the buffer for the brokers. */
    void forwarded(long rows) {
        forwardedRows.increment((double) rows);
    }

    /** Counts rows that came from the brokers and are stored, dead letters, or left out. */
    void drained(long rows) {
        drainedRows.increment((double) rows);
    }

    void sent(int recordBytes, long nanos) {
        bytes.increment(recordBytes);
        produce.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed() {
        errors.increment();
    }

    void damaged() {
        damaged.increment();
    }

    void healthy(boolean isSo) {
        healthy.set(isSo ? 1 : 0);
    }

    void assigned(int partitions) {
        assigned.set(partitions);
    }

    void paused(int partitions) {
        paused.set(partitions);
    }

    void lag(Map<TopicPartition, Long> records) {
        lag.set(records);
    }
}
