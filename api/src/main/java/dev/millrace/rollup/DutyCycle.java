package dev.millrace.rollup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Rests after work, so that work takes only a share of the time. For one thread. */
final class DutyCycle {
    private final int maxBusyPercent;

    /** @param maxBusyPercent 1..100 */
    DutyCycle(int maxBusyPercent) {
        this.maxBusyPercent = maxBusyPercent;
    }

    /** A piece of work. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    void run(Work work) throws IOException, InterruptedException {
        long start = System.nanoTime();
        work.run();
        TimeUnit.NANOSECONDS.sleep(restAfter(System.nanoTime() - start));
    }

    long restAfter(long workedNanos) {
        return workedNanos / maxBusyPercent * (100 - maxBusyPercent);
    }
}
