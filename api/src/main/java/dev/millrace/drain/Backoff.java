package dev.millrace.drain;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes pauses that double up to a limit, each shortened by up to half at random, so that many nodes do not retry at once. Not
 * thread-safe.
 */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private final RandomGenerator random;
    private Duration next = FIRST;

    /** @param longest the limit */
    public Backoff(Duration longest, RandomGenerator random) {
        this.longest = longest;
        this.random = random;
    }

    /** Returns how long to wait now. */
    public Duration nextPause() {
        Duration pause = next.compareTo(longest) < 0 ? next : longest;
        next = pause.multipliedBy(2);
        long nanos = pause.toNanos();
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }

    /** Begins with the shortest again: it works. */
    public void reset() {
        next = FIRST;
    }
}
