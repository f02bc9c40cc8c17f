package dev.millrace.traffic;

import dev.millrace.intake.IntakeConfig;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The rules of now: which page views are accepted, and which are not wanted. Thread-safe. */
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

    /** False if it makes no difference who sends events. */
    boolean lookAtSenders() {
        return !filteredUserAgents.isEmpty();
    }

    /**
     * For the events of one sender.
     *
     * @param now from which rows are kept back for a while
     * @param receivedAt when they came: what happened later than that is in the future
     * @param userAgent of the sender; null if nobody is to be filtered
     */
    TrafficDecoder decoder(
            ViewDefaults defaults, LongSupplier versions, Instant now, Instant receivedAt, @Nullable String userAgent) {
        return new TrafficDecoder(
                defaults,
                versions,
                TrafficRetention.earliestMillis(traffic, now),
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
