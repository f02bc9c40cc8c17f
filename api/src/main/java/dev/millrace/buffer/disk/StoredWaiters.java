package dev.millrace.buffer.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the requests that wait until everything before a position is committed, or stored. Guarded by the buffer's lock. A request that stops waiting
 * cancels its future; cancelled waiters are purged before they outnumber the live ones.
 */
final class StoredWaiters {
    private static final int FIRST_LOOK = 256;

    /**
     * A request that waits for the rows from {@code start} to before {@code end}.
     *
     * @param isForDeferred true if it also waits for rows that a commit defers
     */
    record Waiter(long start, long end, boolean isForDeferred, CompletableFuture<Void> done) {}

    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::end));
    private long read;
    private int beyondRead;
    private int lookAt = FIRST_LOOK;

    void add(Waiter waiter) {
        if (waiters.size() >= lookAt) {
            waiters.removeIf(other -> other.done.isDone());
            readUpTo(read);
            lookAt = Math.max(FIRST_LOOK, 2 * waiters.size());
        }
        waiters.add(waiter);
        beyondRead += waiter.end > read ? 1 : 0;
    }

    /** Notes that the drain has everything before {@code position}. */
    void readUpTo(long position) {
        read = position;
        beyondRead =
                (int) waiters.stream().filter(waiter -> waiter.end > position).count();
    }

    /** Returns how many wait for rows that the drain does not have yet; cancelled waiters may be among them. */
    int beyondRead() {
        return beyondRead;
    }

    /** Removes the waiters whose rows are committed; the caller completes them outside the lock. */
    List<Waiter> upTo(long position) {
        List<Waiter> done = new ArrayList<>();
        for (Waiter next = waiters.peek(); next != null && next.end <= position; next = waiters.peek()) {
            done.add(waiters.remove());
        }
        return done;
    }
}
