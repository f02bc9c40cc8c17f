package dev.millrace.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * Counts events as they come in. At any moment {@code received = accepted + filtered + rejected + refused}; events of a body that could
 * not be read at all are not known and not counted.
 */
@Singleton
final class IntakeMetrics {
    private final Counter accepted;
    private final Counter filtered;
    private final Counter rejected;
    private final Counter refused;

    IntakeMetrics(MeterRegistry registry) {
        this.accepted = counter(registry, "accepted", "Events taken into the buffer");
        this.filtered = counter(registry, "filtered", "Sound events that the operator does not want");
        this.rejected = counter(registry, "rejected", "Events that can never be accepted as they are");
        this.refused = counter(registry, "refused", "Events of requests that were answered 503");
    }

    private static Counter counter(MeterRegistry registry, String verdict, String description) {
        return Counter.builder("millrace.intake.events")
                .tag("verdict", verdict)
                .description(description)
                .register(registry);
    }

    void count(Tally tally) {
        accepted.increment(tally.accepted());
        filtered.increment(tally.filtered());
        rejected.increment(tally.rejected());
    }

    void refused(int events) {
        refused.increment(events);
    }
}
