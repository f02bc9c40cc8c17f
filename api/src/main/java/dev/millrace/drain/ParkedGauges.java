package dev.millrace.drain;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.shard.Shard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows what waits for one shard. */
record ParkedGauges(MeterRegistry registry, Shard shard, EventBuffer buffer) {
    void register() {
        gauge("bytes", "Bytes that wait for one shard", BufferState::pendingBytes);
        gauge(
                "rows",
                "Rows of this process that wait for one shard",
                state -> state.rows().pending());
        gauge("oldest.seconds", "How long the oldest row has waited for one shard", state -> {
            return state.oldestAge().toMillis() / 1000.0;
        });
        gauge(
                "recovered.rows",
                "Rows that an earlier process had parked for one shard and this one stored",
                state -> state.rows().recovered());
    }

    private void gauge(String name, String description, ToDoubleFunction<BufferState> value) {
        Gauge.builder("millrace.shard.parked." + name, buffer, b -> value.applyAsDouble(b.state()))
                .tag("shard", shard.name())
                .description(description)
                .register(registry);
    }
}
