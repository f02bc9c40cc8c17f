package dev.millrace.traffic;

import dev.millrace.report.WrongParameterException;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes how long page views are kept. A row stays a grace period longer than its event may be accepted, because it may wait in a buffer;
 * its rollup is final by then, and stays longer.
 */
final class TrafficRetention {
    private TrafficRetention() {}

    /** Returns the earliest {@code created_at} to accept, in milliseconds since 1970. */
    static long earliestMillis(TrafficConfig config, Instant now) {
        Duration kept = config.rawRetention();
        return kept == null ? 0 : Math.max(0, now.minus(kept).toEpochMilli());
    }

    /** Returns how long rows are kept at least; null if they are never deleted. */
    static @Nullable Duration rowsKept(TrafficConfig config) {
        Duration kept = config.rawRetention();
        return kept == null ? null : kept.plus(config.retentionGrace());
    }

    /** Returns a little less than rows are kept, because ClickHouse has a clock of its own; null if they are never deleted. */
    static @Nullable Duration rowsSurelyKept(TrafficConfig config) {
        Duration kept = rowsKept(config);
        return kept == null ? null : kept.minusHours(1);
    }

    /** Returns the time since which no row was deleted because of its age. */
    static Instant allRowsSince(TrafficConfig config, Instant now) {
        Duration kept = rowsSurelyKept(config);
        return kept == null ? Instant.EPOCH : now.minus(kept);
    }

    /** Refuses a range that has a part of an hour whose rows may be gone. */
    static void refuseHalfHours(TrafficConfig config, Instant now, TimeRange range) {
        if (config.rawRetention() != null) {
            Instant kept = now.minus(config.rawRetention());
            refuseHalfHour("from", range.from(), kept);
            refuseHalfHour("to", range.to(), kept);
        }
    }

    /** Refuses hours that do not begin with an hour of UTC if their rows may be gone: they are counted from raw rows. */
    static void refuseOtherHours(TrafficConfig config, Instant now, ZoneHours hours) {
        if (config.rawRetention() != null && !hours.areOfUtc()) {
            Instant kept = now.minus(config.rawRetention());
            if (hours.range().from().isBefore(kept)) {
                throw new WrongParameterException(
                        "tz",
                        "Hours of %s are no hours of UTC on that day, and views of before %s are kept by the hour of UTC"
                                .formatted(hours.zone(), kept));
            }
        }
    }

    private static void refuseHalfHour(String name, Instant time, Instant kept) {
        if (time.isBefore(kept) && !time.truncatedTo(ChronoUnit.HOURS).equals(time)) {
            throw new WrongParameterException(
                    name,
                    "%s must be a whole hour of UTC: views of before %s are kept by the hour".formatted(name, kept));
        }
    }
}
