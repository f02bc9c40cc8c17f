package dev.millrace.benchmarks.data;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A range from the first instant, inclusive, to the second, exclusive. */
public record Range(Instant from, Instant to) {
    /** Writes the range as the parameters of a report. */
    public String parameters() {
        return "from=%s&to=%s".formatted(from, to);
    }

    /** The condition for raw rows, which names the hours as the key does. */
    public String condition() {
        return """
                toStartOfHour(created_at) >= toDateTime(%s, 'UTC') AND toStartOfHour(created_at) <= toDateTime(%s, 'UTC')
                AND created_at >= fromUnixTimestamp64Milli(%s, 'UTC') AND created_at < fromUnixTimestamp64Milli(%s, 'UTC')
                """.formatted(
                        from.truncatedTo(ChronoUnit.HOURS).getEpochSecond(),
                        to.truncatedTo(ChronoUnit.HOURS).getEpochSecond(),
                        from.toEpochMilli(),
                        to.toEpochMilli());
    }
}
