package dev.millrace.drain;

import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows what the buffer holds. */
record BufferGauges(MeterRegistry registry, EventBuffer buffer) {
    void register() {
        gauge("pending.bytes", "Bytes that wait for ClickHouse", state -> state.pendingBytes());
        gauge("max.bytes", "Bytes that may wait", state -> state.maxBytes());
        gauge(
                "pending.rows",
                "Rows of this process that wait",
                state -> state.rows().pending());
        gauge("oldest.seconds", "How long the oldest row has waited", state -> {
            return state.oldestAge().toMillis() / 1000.0;
        });
        gauge("failing", "1 while the disk takes nothing", state -> state.failure() == null ? 0 : 1);
        counter(
                "recovered.rows",
                "Rows of earlier processes that were stored",
                state -> state.rows().recovered());
        counter(
                "set.aside.rows",
                "Rows that were damaged on disk",
                state -> state.rows().setAside());
    }

    private void gauge(String name, String description, ToDoubleFunction<BufferState> value) {
        Gauge.builder("millrace.buffer." + name, buffer, b -> value.applyAsDouble(b.state()))
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<BufferState> value) {
        FunctionCounter.builder("millrace.buffer." + name, buffer, b -> value.applyAsDouble(b.state()))
                .description(description)
                .register(registry);
    }
}
