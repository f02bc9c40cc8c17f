package dev.millrace.decode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the bytes of each sender that wait to be decoded, and pauses the connections of a sender with a long backlog: a body that is
 * not read yet takes no memory of the service. Thread-safe.
 */
final class SenderBacklogs {
    private final long longBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Backlog> bySender = new HashMap<>();

    private static final class Backlog {
        private long bytes;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
    }

    /** @param longBytes a longer backlog pauses the connections of its sender */
    SenderBacklogs(long longBytes) {
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
     * Takes decoded bytes off the backlog and resumes one paused connection, so that as much is read as was decoded. An empty backlog
     * resumes all of them, because the one that was resumed may send nothing.
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

    /** Returns true if the sender has a long backlog. Then {@code goOn} runs once the backlog is short again, on another thread. */
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
