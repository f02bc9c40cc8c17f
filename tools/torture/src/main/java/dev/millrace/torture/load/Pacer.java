package dev.millrace.torture.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;

/** Lets events pass at a rate; time that nobody used is gone. Thread-safe. */
final class Pacer {
    private final double nanosPerEvent;

    @GuardedBy("this")
    private long nextNanos = System.nanoTime();

    /** @param eventsPerSecond 0 for as many as go */
    Pacer(int eventsPerSecond) {
        nanosPerEvent = eventsPerSecond == 0 ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / eventsPerSecond;
    }

    /** Waits for the turn of so many events. */
    void await(int events) throws InterruptedException {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            nextNanos = Math.max(nextNanos, now);
            wait = nextNanos - now;
            nextNanos += Math.round(nanosPerEvent * events);
        }
        TimeUnit.NANOSECONDS.sleep(wait);
    }
}
