package dev.millrace.buffer.disk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Figures of the writes to disk. Thread-safe. */
final class DiskMetrics {
    private static final double[] PERCENTILES = {0.5, 0.99};

    private final Timer writes;
    private final DistributionSummary bytes;
    private final Counter failures;

    DiskMetrics(MeterRegistry registry) {
        this.writes = Timer.builder("millrace.buffer.write")
                .description("Time to write a group of requests and force it to disk")
                .publishPercentiles(PERCENTILES)
                .register(registry);
        this.bytes = DistributionSummary.builder("millrace.buffer.write.bytes")
                .description("Bytes that were written and forced together")
                .baseUnit("bytes")
                .register(registry);
        this.failures = Counter.builder("millrace.buffer.write.failures")
                .description("Writes or forces that the disk refused")
                .register(registry);
    }

    void written(int groupBytes, long nanos) {
        writes.record(Duration.ofNanos(nanos));
        bytes.record(groupBytes);
    }

    void failed() {
        failures.increment();
    }
}
