package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.plant.Snapshot;
import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Snapshots that are to be sent once more after a while, as they are or corrected. At most 2,000 wait. Thread-safe. */
final class Repeats {
    private static final int MOST = 2_000;
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    private final PriorityQueue<Repeat> waiting = new PriorityQueue<>();

    /** @param isCorrection whether other values are to be sent */
    record Repeat(long dueNanos, Snapshot snapshot, boolean isCorrection) implements Comparable<Repeat> {
        @Override
        public int compareTo(Repeat other) {
            return Long.signum(dueNanos - other.dueNanos);
        }
    }

    /** @param wait 0 to 1: of the longest time */
    synchronized void add(Snapshot snapshot, boolean isCorrection, double wait) {
        waiting.add(new Repeat(System.nanoTime() + (long) (wait * LONGEST_NANOS), snapshot, isCorrection));
    }

    /** The next one, if it is due or too many wait. */
    synchronized @Nullable Repeat takeDue() {
        Repeat next = waiting.peek();
        boolean isDue = next != null && (waiting.size() > MOST || System.nanoTime() - next.dueNanos() >= 0);
        return isDue ? waiting.poll() : null;
    }

    /** The next one, due or not. */
    synchronized @Nullable Repeat take() {
        return waiting.poll();
    }
}
