package dev.millrace.buffer.disk;

import java.time.Duration;

/**
 * Decides how long a batch that requests wait for is held back for further requests. A sender whose events were just stored is likely to
 * send the next ones at once, and an insert of many rows costs little more than one of few. So the next batch is due when as many requests
 * wait as were just answered, or after a part of the time that storing took. A sender that is alone never waits. Guarded by the buffer's
 * lock.
 */
final class Linger {
    /** The divisor of the time that storing took: it bounds the wait for a sender that does not come. */
    private static final int PART = 2;

    private static final long MOST_NANOS = Duration.ofMillis(20).toNanos();

    private int expected;
    private long answeredAtNanos;
    private long lingerNanos;

    /**
     * Notes that a chunk is stored.
     *
     * @param answered how many requests were answered by that
     * @param waiting how many other requests wait for rows after that chunk
     * @param tookNanos the time since the chunk was taken
     */
    void answered(int answered, int waiting, long tookNanos, long nowNanos) {
        expected = answered + waiting;
        answeredAtNanos = nowNanos;
        lingerNanos = Math.min(MOST_NANOS, tookNanos / PART);
    }

    /** Returns how long to wait when {@code waiting} requests already wait; 0 or less if their batch is due. */
    long waitNanos(int waiting, long nowNanos) {
        return waiting >= expected ? 0 : lingerNanos - (nowNanos - answeredAtNanos);
    }
}
