package dev.millrace.intake;

import java.util.function.LongSupplier;

/**
 * Gives the rows of one request their versions, each above the one before, with few readings of the clock for all of them. It takes as many
 * versions at a time as it has given out by then: so at most half of the versions of a request stay unused, and versions do not run ahead
 * of the clock. Not thread-safe.
 */
final class VersionRange implements LongSupplier {
    private static final int MAX_TAKEN = 256;

    private final VersionClock clock;
    private int taken;
    private int left;
    private long next;

    VersionRange(VersionClock clock) {
        this.clock = clock;
    }

    @Override
    public long getAsLong() {
        if (left == 0) {
            takeMore();
        }
        long version = next;
        next += VersionClock.STEP;
        left--;
        return version;
    }

    private void takeMore() {
        int count = Math.clamp(taken, 1, MAX_TAKEN);
        next = clock.take(count);
        left = count;
        taken += count;
    }
}
