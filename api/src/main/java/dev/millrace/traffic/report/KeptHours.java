package dev.millrace.traffic.report;

import dev.millrace.report.WrongParameterException;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import dev.millrace.traffic.table.TrafficConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Refuses ranges that would be counted from raw rows which may be gone. */
final class KeptHours {
    private KeptHours() {}

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
