package dev.millrace.decode;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of the bodies that wait to be decoded. Thread-safe. */
@Singleton
final class DecodeMetrics {
    private static final double[] PERCENTILES = {0.5, 0.99};

    private final AtomicLong bodies = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Timer wait;

    DecodeMetrics(MeterRegistry registry) {
        Gauge.builder("millrace.decode.waiting.bodies", bodies, AtomicLong::get)
                .description("Large and compressed bodies that wait to be decoded")
                .register(registry);
        Gauge.builder("millrace.decode.waiting.bytes", bytes, AtomicLong::get)
                .description("Bytes of these bodies, as they came")
                .register(registry);
        this.wait = Timer.builder("millrace.decode.wait")
                .description("How long such a body waited until it was decoded")
                .publishPercentiles(PERCENTILES)
                .register(registry);
    }

    void waits(long length) {
        bodies.incrementAndGet();
        bytes.addAndGet(length);
    }

    void begins(long length, long waitedNanos) {
        bodies.decrementAndGet();
        bytes.addAndGet(-length);
        wait.record(waitedNanos, TimeUnit.NANOSECONDS);
    }
}
