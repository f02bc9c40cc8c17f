package dev.millrace.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A metric with a value for each partition, tagged with its topic and number. Thread-safe. */
public final class PartitionGauge {
    private final MultiGauge gauge;

    /** Registers the metric, which has no values yet. */
    public PartitionGauge(MeterRegistry registry, String name, String description) {
        this.gauge = MultiGauge.builder(name).description(description).register(registry);
    }

    /** Replaces all values. */
    public void set(Map<TopicPartition, Long> values) {
        gauge.register(
                values.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of(
                                        "topic",
                                        entry.getKey().topic(),
                                        "partition",
                                        Integer.toString(entry.getKey().partition())),
                                entry.getValue().doubleValue()))
                        .toList(),
                true);
    }
}
