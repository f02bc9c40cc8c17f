package dev.millrace.simulator.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long to pause between two attempts, and when to give up. Pauses double from {@value #FIRST_MILLIS} ms to {@value
 * #LONGEST_MILLIS} ms unless the service says how long.
 *
 * @param retryFor how long to go on after the first attempt
 */
public record RetryPolicy(Duration retryFor) {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;

    /**
     * The pause before the next try, or empty to give up.
     *
     * @param failures tries so far, from 1
     * @param elapsed since the first try began
     * @param random 0 to 1: lanes that failed together shall not come back together
     */
    Optional<Duration> pause(int failures, @Nullable Duration retryAfter, Duration elapsed, double random) {
        Duration left = retryFor.minus(elapsed);
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        if (retryAfter != null) {
            // Never sooner than asked. If that is too late for us, waiting would be of no use.
            long millis = Math.max(FIRST_MILLIS, retryAfter.toMillis());
            return retryAfter.compareTo(left) > 0 ? Optional.empty() : Optional.of(spread(millis, 1, 1.2, random));
        }
        long millis = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 16));
        Duration pause = spread(millis, 0.5, 1, random);
        return Optional.of(pause.compareTo(left) > 0 ? left : pause);
    }

    private static Duration spread(long millis, double from, double to, double random) {
        return Duration.ofMillis(Math.round(millis * (from + (to - from) * random)));
    }
}
