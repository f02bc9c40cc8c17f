package dev.millrace.decode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what waits to be decoded for each sender, and has the connections of a sender with a long backlog wait: bodies that are not read
 * yet take no memory of the service. Thread-safe.
 */
final class Backlogs {
    private final long longBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Backlog> bySender = new HashMap<>();

    private static final class Backlog {
        private long bytes;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
    }

    /** @param longBytes a sender with more is not read on */
    Backlogs(long longBytes) {
        this.longBytes = longBytes;
    }

    void add(Object sender, long bytes) {
        lock.lock();
        try {
            bySender.computeIfAbsent(sender, _ -> new Backlog()).bytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes off what was added, and lets one connection go on that waits: as much comes as was done. When nothing is left, all go on, as
     * the one that went on may send nothing.
     */
    void remove(Object sender, long bytes) {
        List<Runnable> free = List.of();
        lock.lock();
        try {
            Backlog backlog = bySender.get(sender);
            if (backlog == null) {
                return;
            }
            backlog.bytes -= bytes;
            if (backlog.bytes == 0) {
                free = List.copyOf(backlog.waiting);
                bySender.remove(sender);
            } else if (backlog.bytes <= longBytes && !backlog.waiting.isEmpty()) {
                free = List.of(backlog.waiting.remove());
            }
        } finally {
            lock.unlock();
        }
        free.forEach(Runnable::run);
    }

    /** True if the backlog of that sender is long; then {@code goOn} is run, by another thread, when it is not any more. */
    boolean isLong(Object sender, Runnable goOn) {
        lock.lock();
        try {
            Backlog backlog = bySender.get(sender);
            if (backlog == null || backlog.bytes <= longBytes) {
                return false;
            }
            backlog.waiting.add(goOn);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
