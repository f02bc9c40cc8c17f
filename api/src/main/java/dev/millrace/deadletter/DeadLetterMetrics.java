package dev.millrace.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** Figures of the dead letters. */
@Singleton
final class DeadLetterMetrics {
    private final MeterRegistry registry;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong full = new AtomicLong();

    DeadLetterMetrics(MeterRegistry registry, DeadLetterConfig config) {
        this.registry = registry;
        gauge("millrace.dead.letters.waiting", "Letters that wait for an operator", waiting);
        gauge("millrace.dead.letters.bytes", "Bytes of the files of dead letters", bytes);
        gauge("millrace.dead.letters.full", "1 while the drain waits for room for another letter", full);
        Gauge.builder("millrace.dead.letters.max.bytes", config, DeadLetterConfig::maxBytes)
                .description("How many bytes the files may have")
                .register(registry);
        for (DeadLetterRemoval how : DeadLetterRemoval.values()) {
            removed(how, 0);
        }
    }

    private void gauge(String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .register(registry);
    }

    void added(String table, int code) {
        Counter.builder("millrace.dead.letters.added")
                .tag("table", table)
                .tag("code", Integer.toString(code))
                .description("Rows that ClickHouse refuses for good")
                .register(registry)
                .increment();
    }

    void removed(DeadLetterRemoval how, int letters) {
        Counter.builder("millrace.dead.letters.removed")
                .tag("how", how.tag())
                .description("Dead letters that are no longer there")
                .register(registry)
                .increment(letters);
    }

    void holds(long letters, long fileBytes) {
        waiting.set(letters);
        bytes.set(fileBytes);
    }

    void full(boolean now) {
        full.set(now ? 1 : 0);
    }
}
