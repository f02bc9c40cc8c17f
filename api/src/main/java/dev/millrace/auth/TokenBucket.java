package dev.millrace.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.LongSupplier;

/**
 * A token bucket of bytes, requests or events: it fills at a steady rate up to a bound, and each request takes from it. Counts in units times
 * nanoseconds per second, so nothing is ever rounded: a sender that waits as long as it is told gets its units, and one that waits a nanosecond less does
 * not.
 *
 * <p>Thread-safe; holds its lock for a few instructions only.
 */
public final class TokenBucket {
    /** The largest rate and the largest bound, so that no product overflows. */
    public static final long MAX = 1L << 30;

    private static final long NANOS = 1_000_000_000L;

    /** The largest debt: more than all bodies that fit into memory together. */
    private static final long MAX_DEBT = 4 * MAX * NANOS;

    private final long perSecond;
    private final long burst;
    private final LongSupplier nanoTime;

    /** Units times 10^9; less than 0 while there is a debt. */
    @GuardedBy("this")
    private long level;

    @GuardedBy("this")
    private long atNanos;

    /**
     * Makes a full one.
     *
     * @param perSecond 1 to {@link #MAX}
     * @param burst how much it holds, 1 to {@link #MAX}
     * @param nanoTime as {@link System#nanoTime}
     */
    public TokenBucket(long perSecond, long burst, LongSupplier nanoTime) {
        if (perSecond < 1 || perSecond > MAX || burst < 1 || burst > MAX) {
            throw new IllegalArgumentException("rate %s, burst %s".formatted(perSecond, burst));
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
        this.level = burst * NANOS;
        this.atNanos = nanoTime.getAsLong();
    }

    /** Returns the most that one request may take. */
    public long burst() {
        return burst;
    }

    /**
     * Takes all of the units or none.
     *
     * @param units 0 to {@link #burst}
     * @return 0 if they were taken; otherwise the nanoseconds until they can be, if no other request takes any until then
     */
    public synchronized long take(long units) {
        if (units < 0 || units > burst) {
            throw new IllegalArgumentException("%s of at most %s".formatted(units, burst));
        }
        refill();
        long missing = units * NANOS - level;
        if (missing > 0) {
            return Math.ceilDiv(missing, perSecond);
        }
        level -= units * NANOS;
        return 0;
    }

    /**
     * Takes units that were used already, even if there are not as many: later requests wait for them.
     *
     * @param units negative to give some back
     */
    public synchronized void charge(long units) {
        refill();
        level = Math.clamp(level - Math.clamp(units, -MAX, MAX) * NANOS, -MAX_DEBT, burst * NANOS);
    }

    /** Returns the rate at which it fills. */
    public long perSecond() {
        return perSecond;
    }

    /** Returns how many whole units can be taken now. */
    public synchronized long left() {
        refill();
        return Math.max(0, level / NANOS);
    }

    @GuardedBy("this")
    private void refill() {
        long now = nanoTime.getAsLong();
        long elapsed = now - atNanos;
        if (elapsed <= 0) {
            return;
        }
        long full = burst * NANOS;
        // The product is only computed when it is less than the missing amount, so it cannot overflow.
        level = elapsed >= Math.ceilDiv(full - level, perSecond) ? full : level + elapsed * perSecond;
        atNanos = now;
    }
}
