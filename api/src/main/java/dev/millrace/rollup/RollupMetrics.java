package dev.millrace.rollup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the rollups of one kind of event do. Thread-safe. */
final class RollupMetrics {
    private final Counter sealed;
    private final Counter daysSealed;
    private final Counter recomputed;
    private final Counter failed;
    private final AtomicInteger marked = new AtomicInteger();

    RollupMetrics(MeterRegistry registry, String name) {
        this.sealed = counter(registry, name, "sealed", "Hours that were sealed");
        this.daysSealed = counter(registry, name, "days.sealed", "Days that were sealed");
        this.recomputed = counter(registry, name, "recomputed", "Sealed hours of which late rows were computed anew");
        this.failed = counter(registry, name, "failed", "Runs that ended with an error");
        Gauge.builder("millrace.rollup.marked.hours", marked, AtomicInteger::get)
                .tag("table", name)
                .description(
                        "Hours with marks of late rows, which reports read from raw rows until they are computed anew")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String what, String description) {
        return Counter.builder("millrace.rollup." + what)
                .tag("table", name)
                .description(description)
                .register(registry);
    }

    void sealed() {
        sealed.increment();
    }

    void daySealed() {
        daysSealed.increment();
    }

    void recomputed() {
        recomputed.increment();
    }

    void failed() {
        failed.increment();
    }

    void marked(int hours) {
        marked.set(hours);
    }
}
