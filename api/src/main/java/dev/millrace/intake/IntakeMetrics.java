package dev.millrace.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * Counts received events, and each of them again by its outcome: accepted (taken into the buffer), filtered (valid, but not wanted by the
 * operator), rejected (can never be accepted as they are) or refused (answered 503). Events of a body that could not be read are not
 * counted.
 */
@Singleton
final class IntakeMetrics {
    private final Counter received;
    private final Counter accepted;
    private final Counter filtered;
    private final Counter rejected;
    private final Counter refused;

    IntakeMetrics(MeterRegistry registry) {
        this.received = Counter.builder("millrace.intake.received.events")
                .description("Events that were found in bodies that could be read")
                .register(registry);
        this.accepted = counter(registry, "accepted");
        this.filtered = counter(registry, "filtered");
        this.rejected = counter(registry, "rejected");
        this.refused = counter(registry, "refused");
    }

    private static Counter counter(MeterRegistry registry, String verdict) {
        return Counter.builder("millrace.intake.events")
                .tag("verdict", verdict)
                .description("Events by what became of them")
                .register(registry);
    }

    void received(int events) {
        received.increment(events);
    }

    void count(VerdictCounts counts) {
        accepted.increment(counts.accepted());
        filtered.increment(counts.filtered());
        rejected.increment(counts.rejected());
    }

    void refused(int events) {
        refused.increment(events);
    }
}
