package dev.millrace.traffic.table;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of page views.
 *
 * @param filteredUserAgents events of senders whose User-Agent holds one of these words, in any case, are counted and not stored
 * @param rawRetention how old an event may be to be accepted, and how long raw rows are kept; 2 days and more; null: without end
 * @param retentionGrace how much longer rows stay, for events that wait in a buffer
 * @param rollupRetention how long counts by the hour are kept; not shorter than raw rows; null: without end
 */
@ConfigurationProperties("millrace.traffic")
public record TrafficConfig(
        @Bindable(defaultValue = "") List<String> filteredUserAgents,
        @io.micronaut.core.annotation.Nullable @Nullable Duration rawRetention,
        @Bindable(defaultValue = "7d") Duration retentionGrace,
        @io.micronaut.core.annotation.Nullable @Nullable Duration rollupRetention) {
    private static final Duration SHORTEST = Duration.ofDays(2);

    /** Checks that nothing is kept shorter than what it is computed from. */
    public TrafficConfig {
        filteredUserAgents =
                filteredUserAgents.stream().filter(word -> !word.isBlank()).toList();
        // Reports of the last 24 hours begin in the middle of an hour.
        if (rawRetention != null && rawRetention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_TRAFFIC_RAW_RETENTION (%s) must be 2d or more.".formatted(rawRetention));
        }
        if (rollupRetention != null
                && (rawRetention == null || rollupRetention.compareTo(rawRetention.plus(retentionGrace)) < 0)) {
            throw new IllegalArgumentException(
                    "MILLRACE_TRAFFIC_ROLLUP_RETENTION (%s) must not be shorter than rows are kept, which is MILLRACE_TRAFFIC_RAW_RETENTION and MILLRACE_TRAFFIC_RETENTION_GRACE together."
                            .formatted(rollupRetention));
        }
    }

    /** Returns the earliest {@code created_at} to accept, in milliseconds since 1970. */
    public long earliestMillis(Instant now) {
        return rawRetention == null ? 0 : Math.max(0, now.minus(rawRetention).toEpochMilli());
    }

    /**
     * Returns how long rows are kept at least; null if they are never deleted. A row stays a grace period longer than its event may be
     * accepted, because it may wait in a buffer; its rollup is final by then, and stays longer.
     */
    public @Nullable Duration rowsKept() {
        return rawRetention == null ? null : rawRetention.plus(retentionGrace);
    }

    /** Returns a little less than rows are kept, because ClickHouse has a clock of its own; null if they are never deleted. */
    public @Nullable Duration rowsSurelyKept() {
        Duration kept = rowsKept();
        return kept == null ? null : kept.minusHours(1);
    }

    /** Returns the time since which no row was deleted because of its age. */
    public Instant allRowsSince(Instant now) {
        Duration kept = rowsSurelyKept();
        return kept == null ? Instant.EPOCH : now.minus(kept);
    }
}
