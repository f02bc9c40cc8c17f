package dev.millrace.buffer.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Those who wait until everything before a position is stored. Guarded by the buffer's lock. Who stops waiting cancels its future; such ones
 * are forgotten before they are more than the others.
 */
final class StoredWaiters {
    private static final int FIRST_LOOK = 256;

    /** Who waits for what lies from {@code start} to before {@code end}. */
    record Waiter(long start, long end, CompletableFuture<Void> stored) {}

    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::end));
    private long read;
    private int beyondRead;
    private int lookAt = FIRST_LOOK;

    CompletableFuture<Void> add(long start, long end) {
        if (waiters.size() >= lookAt) {
            waiters.removeIf(waiter -> waiter.stored.isDone());
            readUpTo(read);
            lookAt = Math.max(FIRST_LOOK, 2 * waiters.size());
        }
        CompletableFuture<Void> stored = new CompletableFuture<>();
        waiters.add(new Waiter(start, end, stored));
        beyondRead += end > read ? 1 : 0;
        return stored;
    }

    /** The drain has what is before {@code position}. */
    void readUpTo(long position) {
        read = position;
        beyondRead =
                (int) waiters.stream().filter(waiter -> waiter.end > position).count();
    }

    /** How many wait for something that the drain does not have yet; those who stopped waiting may be among them. */
    int beyondRead() {
        return beyondRead;
    }

    /** Removes those whose wait is over; the caller completes them outside the lock. */
    List<Waiter> upTo(long position) {
        List<Waiter> done = new ArrayList<>();
        for (Waiter next = waiters.peek(); next != null && next.end <= position; next = waiters.peek()) {
            done.add(waiters.remove());
        }
        return done;
    }
}
