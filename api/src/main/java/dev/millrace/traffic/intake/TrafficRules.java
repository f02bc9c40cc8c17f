package dev.millrace.traffic.intake;

import dev.millrace.intake.IntakeConfig;
import dev.millrace.traffic.table.TrafficConfig;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds the rules of now: which page views are accepted, and which are not wanted. Thread-safe. */
@Singleton
final class TrafficRules {
    private final IntakeConfig intake;
    private final TrafficConfig traffic;
    private final List<String> filteredUserAgents;

    TrafficRules(IntakeConfig intake, TrafficConfig traffic) {
        this.intake = intake;
        this.traffic = traffic;
        this.filteredUserAgents = traffic.filteredUserAgents().stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Returns false if the sender of an event makes no difference. */
    boolean lookAtSenders() {
        return !filteredUserAgents.isEmpty();
    }

    /**
     * Makes a decoder for the events of one request.
     *
     * @param now the time from which retention is counted back
     * @param receivedAt when they were received: an event of a later time is in the future
     * @param userAgent of the sender; null to filter no event
     */
    TrafficDecoder decoder(
            ViewDefaults defaults, LongSupplier versions, Instant now, Instant receivedAt, @Nullable String userAgent) {
        return new TrafficDecoder(
                defaults,
                versions,
                traffic.earliestMillis(now),
                receivedAt.plus(intake.futureSkew()),
                filterReason(userAgent));
    }

    private @Nullable String filterReason(@Nullable String userAgent) {
        if (userAgent == null || filteredUserAgents.isEmpty()) {
            return null;
        }
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        return filteredUserAgents.stream().anyMatch(lowerCase::contains) ? "User-Agent" : null;
    }
}
