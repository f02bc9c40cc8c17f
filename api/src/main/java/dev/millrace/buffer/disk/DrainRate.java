package dev.millrace.buffer.disk;

import java.time.Duration;

/**
 * Measures how fast the drain empties the buffer: an average over the last seconds that fades when nothing is committed. Not thread-safe.
 */
final class DrainRate {
    private static final double WINDOW_SECONDS = 10;
    private static final long MAX_WAIT_SECONDS = 60;

    private double bytesPerSecond;
    private long atNanos;

    DrainRate(long nowNanos) {
        this.atNanos = nowNanos;
    }

    void committed(long bytes, long nowNanos) {
        bytesPerSecond = at(nowNanos) + bytes / WINDOW_SECONDS;
        atNanos = nowNanos;
    }

    /** Returns the time that {@code bytes} take at the present rate: whole seconds, 1 to 60. */
    Duration timeFor(long bytes, long nowNanos) {
        double seconds = bytes / Math.max(at(nowNanos), 1);
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(seconds), 1, MAX_WAIT_SECONDS));
    }

    private double at(long nowNanos) {
        return bytesPerSecond * Math.exp(-(nowNanos - atNanos) / 1e9 / WINDOW_SECONDS);
    }
}
