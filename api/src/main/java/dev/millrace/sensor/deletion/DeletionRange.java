package dev.millrace.sensor.deletion;

import dev.millrace.report.WrongParameterException;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.time.IsoTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The range of a sensor's readings that is to be deleted, in milliseconds since 1970.
 *
 * @param from the first time to delete
 * @param to the first time after the range
 */
record DeletionRange(long from, long to) {
    static final Instant EARLIEST = Instant.EPOCH;
    static final Instant LATEST = Instant.parse("2106-02-07T00:00:00Z");

    /**
     * Reads the range from the parameters.
     *
     * @throws WrongParameterException if there is none, or if it covers a part of an hour that is only kept as a whole
     */
    static DeletionRange of(@Nullable String from, @Nullable String to, SensorConfig config, Instant now) {
        Instant start = time("from", from);
        Instant end = time("to", to);
        if (!start.isBefore(end)) {
            throw new WrongParameterException("to", "to must be after from");
        }
        if (config.rawRetention() != null) {
            Instant kept = now.minus(config.rawRetention());
            refuseHalfHour("from", start, kept);
            refuseHalfHour("to", end, kept);
        }
        return new DeletionRange(ceilMillis(start), ceilMillis(end));
    }

    private static Instant time(String name, @Nullable String text) {
        Instant time = IsoTime.parse(String.valueOf(text))
                .orElseThrow(() -> new WrongParameterException(
                        name,
                        "%s must be an ISO-8601 time such as 2026-11-19T00:00:00Z (write + as %%2B)".formatted(name)));
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new WrongParameterException(name, "%s must be between 1970 and 2106-02-07".formatted(name));
        }
        return time;
    }

    private static void refuseHalfHour(String name, Instant time, Instant kept) {
        if (time.isBefore(kept) && !time.truncatedTo(ChronoUnit.HOURS).equals(time)) {
            throw new WrongParameterException(
                    name,
                    "%s must be a whole hour of UTC: readings of before %s are kept by the hour".formatted(name, kept));
        }
    }

    /** Rounds up: readings have whole milliseconds, so readings before a fraction of one are before the next whole one. */
    private static long ceilMillis(Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.MILLIS);
        return floor.toEpochMilli() + (floor.equals(time) ? 0 : 1);
    }
}
