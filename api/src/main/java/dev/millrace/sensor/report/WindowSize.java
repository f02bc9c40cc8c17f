package dev.millrace.sensor.report;

import dev.millrace.time.TimeRange;
import java.time.Duration;
import java.time.Instant;

/** The length of a window. Windows begin at whole multiples of it since 1970, in UTC. */
public enum WindowSize {
    /** Minutes; of the last hour unless the request says otherwise. */
    MINUTE(Duration.ofMinutes(1), Duration.ofHours(1)),
    /** Hours; of the last day unless the request says otherwise. */
    HOUR(Duration.ofHours(1), Duration.ofDays(1)),
    /** Days, of the last 30 unless asked otherwise. */
    DAY(Duration.ofDays(1), Duration.ofDays(30));

    private final Duration length;
    private final Duration usualRange;

    WindowSize(Duration length, Duration usualRange) {
        this.length = length;
        this.usualRange = usualRange;
    }

    /** Returns the length. */
    public Duration length() {
        return length;
    }

    /** Returns the length of the range that is reported if the client names no start. */
    public Duration usualRange() {
        return usualRange;
    }

    /** Returns the range from the start of the first window to the end of the last one that begins in the range. */
    TimeRange windows(TimeRange range) {
        long seconds = length.toSeconds();
        long from = Math.floorDiv(range.from().getEpochSecond(), seconds) * seconds;
        long to = Math.ceilDiv(range.to().plusNanos(999_999_999).getEpochSecond(), seconds) * seconds;
        return new TimeRange(Instant.ofEpochSecond(from), Instant.ofEpochSecond(Math.max(from, to)));
    }
}
