package dev.millrace.buffer.disk;

import java.time.Duration;

/**
 * How long those who wait for {@code stored} wait for company. Who was just told that its events are stored is likely to send the next
 * ones at once, and an insert of many rows costs little more than one of few: so the next batch is due when as many wait as were just
 * answered, or after a part of the time that storing took. A sender that is alone never waits. Guarded by the buffer's lock.
 */
final class Linger {
    /** Of the time that storing took: the most that a wait for somebody who does not come costs. */
    private static final int PART = 2;

    private static final long MOST_NANOS = Duration.ofMillis(20).toNanos();

    private int expected;
    private long answeredAtNanos;
    private long lingerNanos;

    /**
     * A chunk is stored.
     *
     * @param answered how many were told so
     * @param waiting how many others wait for what comes behind it
     * @param tookNanos since it was taken
     */
    void answered(int answered, int waiting, long tookNanos, long nowNanos) {
        expected = answered + waiting;
        answeredAtNanos = nowNanos;
        lingerNanos = Math.min(MOST_NANOS, tookNanos / PART);
    }

    /** How long to wait when that many wait already; 0 or less if their batch is due. */
    long waitNanos(int waiting, long nowNanos) {
        return waiting >= expected ? 0 : lingerNanos - (nowNanos - answeredAtNanos);
    }
}
