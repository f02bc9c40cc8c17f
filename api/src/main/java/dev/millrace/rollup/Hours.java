package dev.millrace.rollup;

import java.time.Instant;

/** Computes with hours of UTC, given by their starts in seconds since 1970. */
final class Hours {
    static final long SECONDS = 3600;

    static final int OF_DAY = 24;

    private Hours() {}

    /** The start of the hour that an instant is in. */
    static long floor(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS) * SECONDS;
    }

    /** Returns the start of the first hour that does not begin before the instant. */
    static long ceil(Instant instant) {
        long floor = floor(instant);
        return Instant.ofEpochSecond(floor).equals(instant) ? floor : floor + SECONDS;
    }

    /** The start of the day that an hour is in. */
    static long day(long hour) {
        return Math.floorDiv(hour, OF_DAY * SECONDS) * OF_DAY * SECONDS;
    }
}
