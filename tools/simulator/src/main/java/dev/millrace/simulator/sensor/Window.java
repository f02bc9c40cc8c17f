package dev.millrace.simulator.sensor;

import java.time.Instant;

/**
 * The values of one window, as the service answers them.
 *
 * @param of the sensor or facility
 * @param start of the window; for all time, the time of the first reading
 * @param sum NaN if it is beyond a double
 * @param lastAt the time of the last reading; only for all time, otherwise {@link Instant#MIN}
 */
public record Window(
        String of,
        Instant start,
        long count,
        double min,
        double max,
        double avg,
        double sum,
        double first,
        double last,
        Instant lastAt) {

    /** Returns true if all values are equal to the last bit; the two zeros are equal. */
    public boolean matches(Window other) {
        return of.equals(other.of)
                && start.equals(other.start)
                && count == other.count
                && min == other.min
                && max == other.max
                && avg == other.avg
                && (sum == other.sum || (Double.isNaN(sum) && Double.isNaN(other.sum)))
                && first == other.first
                && last == other.last
                && lastAt.equals(other.lastAt);
    }

    /** Describes the values for people. */
    public String values() {
        return "start=%s count=%s min=%s max=%s avg=%s sum=%s first=%s last=%s%s"
                .formatted(
                        start,
                        count,
                        min,
                        max,
                        avg,
                        sum,
                        first,
                        last,
                        lastAt.equals(Instant.MIN) ? "" : " last_at=" + lastAt);
    }
}
