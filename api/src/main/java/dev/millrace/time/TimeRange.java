package dev.millrace.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A range of time.
 *
 * @param from the first instant in it
 * @param to the first instant after it, not before {@code from}
 */
public record TimeRange(Instant from, Instant to) {
    /** Checks the order. */
    public TimeRange {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("%s is before %s".formatted(to, from));
        }
    }

    /** Returns the time from its start to its end. */
    public Duration length() {
        return Duration.between(from, to);
    }

    /** Returns true if no instant is in it. */
    public boolean isEmpty() {
        return from.equals(to);
    }
}
