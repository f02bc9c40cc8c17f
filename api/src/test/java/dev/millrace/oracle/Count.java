package dev.millrace.oracle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What views are counted by. */
record Count(long user, Instant hour, String page) {
    static Count of(long user, Instant time, String page) {
        return new Count(user, time.truncatedTo(ChronoUnit.HOURS), page);
    }
}
