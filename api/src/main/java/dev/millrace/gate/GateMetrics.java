package dev.millrace.gate;

import dev.millrace.auth.Key;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts requests and connections that the gate refuses. The events of such requests are not known. Thread-safe. */
@Singleton
final class GateMetrics {
    private final MeterRegistry registry;

    GateMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void refused(Refusal refusal) {
        Key key = refusal.key();
        Counter.builder("millrace.http.refused.requests")
                .tag("reason", refusal.reason())
                // Operators name keys and issuers, so their number is bounded.
                .tag("key", key == null ? "" : key.name())
                .description("Requests that were refused by their head, by reason and key")
                .register(registry)
                .increment();
    }

    /** @param reason {@code too_many}, {@code slow_head}, {@code heads_full}, {@code unread_full}, {@code slow_reader}, {@code slow_body} or {@code broken_body} */
    void closed(String reason) {
        Counter.builder("millrace.http.closed.connections")
                .tag("reason", reason)
                .description("Connections that were closed because of their sender, by reason")
                .register(registry)
                .increment();
    }
}
