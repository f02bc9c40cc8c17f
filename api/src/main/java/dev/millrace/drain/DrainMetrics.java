package dev.millrace.drain;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Figures of the drain and of what waits for it. */
@Singleton
final class DrainMetrics {
    private final Counter written;
    private final Counter tryLater;
    private final Counter refused;
    private final Counter storedRows;
    private final Counter deadRows;
    private final DistributionSummary batchRows;

    DrainMetrics(MeterRegistry registry, EventBuffer buffer) {
        this.written = inserts(registry, "written");
        this.tryLater = inserts(registry, "try_later");
        this.refused = inserts(registry, "refused");
        this.storedRows = registry.counter("millrace.drain.stored.rows");
        this.deadRows = registry.counter("millrace.drain.dead.rows");
        this.batchRows = DistributionSummary.builder("millrace.drain.batch.rows")
                .description("Rows of the inserts that were written")
                .register(registry);
        gauge(registry, "millrace.buffer.pending.bytes", buffer, state -> state.pendingBytes());
        gauge(registry, "millrace.buffer.max.bytes", buffer, state -> state.maxBytes());
        gauge(registry, "millrace.buffer.failing", buffer, state -> state.failure() == null ? 0 : 1);
    }

    private static Counter inserts(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.drain.inserts")
                .tag("outcome", outcome)
                .description("Inserts by what ClickHouse said")
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry, String name, EventBuffer buffer, ToDoubleFunction<BufferState> value) {
        Gauge.builder(name, buffer, b -> value.applyAsDouble(b.state())).register(registry);
    }

    void written(int rows) {
        written.increment();
        storedRows.increment(rows);
        batchRows.record(rows);
    }

    void tryLater() {
        tryLater.increment();
    }

    void refused() {
        refused.increment();
    }

    void deadLettered() {
        deadRows.increment();
    }
}
