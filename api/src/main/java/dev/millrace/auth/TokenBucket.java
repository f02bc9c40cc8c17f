package dev.millrace.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.LongSupplier;

/**
 * A token bucket of bytes: it fills at a steady rate up to a bound, and each request takes from it. Counts in bytes times nanoseconds per
 * second, so nothing is ever rounded: a sender that waits as long as it is told gets its bytes, and one that waits a nanosecond less does
 * not.
 *
 * <p>Thread-safe; holds its lock for a few instructions only.
 */
public final class TokenBucket {
    /** The largest rate and the largest bound, so that no product overflows. */
    public static final long MAX_BYTES = 1L << 30;

    private static final long NANOS = 1_000_000_000L;

    /** The largest debt: more than all bodies that fit into memory together. */
    private static final long MAX_DEBT = 4 * MAX_BYTES * NANOS;

    private final long bytesPerSecond;
    private final long burstBytes;
    private final LongSupplier nanoTime;

    /** Bytes times 10^9; less than 0 while there is a debt. */
    @GuardedBy("this")
    private long level;

    @GuardedBy("this")
    private long atNanos;

    /**
     * Makes a full one.
     *
     * @param bytesPerSecond 1 to {@link #MAX_BYTES}
     * @param burstBytes how much it holds, 1 to {@link #MAX_BYTES}
     * @param nanoTime as {@link System#nanoTime}
     */
    public TokenBucket(long bytesPerSecond, long burstBytes, LongSupplier nanoTime) {
        if (bytesPerSecond < 1 || bytesPerSecond > MAX_BYTES || burstBytes < 1 || burstBytes > MAX_BYTES) {
            throw new IllegalArgumentException("rate %s, burst %s".formatted(bytesPerSecond, burstBytes));
        }
        this.bytesPerSecond = bytesPerSecond;
        this.burstBytes = burstBytes;
        this.nanoTime = nanoTime;
        this.level = burstBytes * NANOS;
        this.atNanos = nanoTime.getAsLong();
    }

    /** Returns the most that one request may take. */
    public long burstBytes() {
        return burstBytes;
    }

    /**
     * Takes all of the bytes or none.
     *
     * @param bytes 0 to {@link #burstBytes}
     * @return 0 if they were taken; otherwise the nanoseconds until they can be, if no other request takes any until then
     */
    public synchronized long take(long bytes) {
        if (bytes < 0 || bytes > burstBytes) {
            throw new IllegalArgumentException("%s of at most %s bytes".formatted(bytes, burstBytes));
        }
        refill();
        long missing = bytes * NANOS - level;
        if (missing > 0) {
            return Math.ceilDiv(missing, bytesPerSecond);
        }
        level -= bytes * NANOS;
        return 0;
    }

    /** Takes bytes that were used already, even if there are not as many: later requests wait for them. */
    public synchronized void charge(long bytes) {
        refill();
        level = Math.max(level - Math.clamp(bytes, 0, MAX_BYTES) * NANOS, -MAX_DEBT);
    }

    @GuardedBy("this")
    private void refill() {
        long now = nanoTime.getAsLong();
        long elapsed = now - atNanos;
        if (elapsed <= 0) {
            return;
        }
        long full = burstBytes * NANOS;
        // The product is only computed when it is less than the missing amount, so it cannot overflow.
        level = elapsed >= Math.ceilDiv(full - level, bytesPerSecond) ? full : level + elapsed * bytesPerSecond;
        atNanos = now;
    }
}
