package dev.millrace.simulator.load;

import java.util.function.LongSupplier;

/**
 * Says when the next events are due at a steady rate. The schedule counts from the start, so a service that stalls gets
 * what it missed afterwards: the rate asked for is the rate over the whole run.
 */
public final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int eventsPerSecond;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private long events;

    /**
     * Starts the schedule now.
     *
     * @param eventsPerSecond 0 for no limit
     */
    public Pacer(int eventsPerSecond, LongSupplier nanoTime) {
        this.eventsPerSecond = eventsPerSecond;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** Takes the next {@code count} events into the schedule; the answer says how long to wait before the first of them. */
    public long nanosUntilDue(int count) {
        if (eventsPerSecond == 0) {
            return 0;
        }
        long dueNanos = (long) (events * NANOS_PER_SECOND / eventsPerSecond);
        events += count;
        return Math.max(0, startedNanos + dueNanos - nanoTime.getAsLong());
    }
}
