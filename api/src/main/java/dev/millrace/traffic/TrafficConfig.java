package dev.millrace.traffic;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
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
record TrafficConfig(
        @Bindable(defaultValue = "") List<String> filteredUserAgents,
        @io.micronaut.core.annotation.Nullable @Nullable Duration rawRetention,
        @Bindable(defaultValue = "7d") Duration retentionGrace,
        @io.micronaut.core.annotation.Nullable @Nullable Duration rollupRetention) {
    private static final Duration SHORTEST = Duration.ofDays(2);

    TrafficConfig {
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
}
