package dev.millrace.torture.neighbour;

import java.time.Duration;
import java.util.Arrays;

/** Records the durations of all requests. Thread-safe. */
final class Latencies {
    private long[] nanos = new long[256];
    private int size;

    synchronized void add(long took) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = took;
    }

    void addAll(Latencies others) {
        for (long took : others.sorted()) {
            add(took);
        }
    }

    synchronized int count() {
        return size;
    }

    /** Returns a percentile; zero if there are no requests. */
    Duration percentile(double percent) {
        long[] sorted = sorted();
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return Duration.ofNanos(sorted[Math.clamp(index, 0, sorted.length - 1)]);
    }

    private synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
