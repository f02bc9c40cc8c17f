package dev.millrace.torture.neighbour;

import java.time.Duration;
import java.util.Arrays;

/** How long requests took, all of them. Thread-safe. */
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

    /** What so many of a hundred did not exceed; zero if there are none. */
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
