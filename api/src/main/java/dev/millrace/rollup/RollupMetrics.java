package dev.millrace.rollup;

import dev.millrace.clickhouse.shard.Shard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the rollups of one kind of event do in one shard. Thread-safe. */
final class RollupMetrics {
    private final Counter sealed;
    private final Counter daysSealed;
    private final Counter recomputed;
    private final Counter failed;
    private final AtomicInteger marked = new AtomicInteger();

    RollupMetrics(MeterRegistry registry, Shard shard, String name) {
        Tags tags = Tags.of("table", name, "shard", shard.name());
        this.sealed = counter(registry, tags, "sealed", "Hours that were sealed");
        this.daysSealed = counter(registry, tags, "days.sealed", "Days that were sealed");
        this.recomputed = counter(registry, tags, "recomputed", "Sealed hours of which late rows were computed anew");
        this.failed = counter(registry, tags, "failed", "Runs that ended with an error");
        Gauge.builder("millrace.rollup.marked.hours", marked, AtomicInteger::get)
                .tags(tags)
                .description(
                        "Hours with marks of late rows, which reports read from raw rows until they are computed anew")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String what, String description) {
        return Counter.builder("millrace.rollup." + what)
                .tags(tags)
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
