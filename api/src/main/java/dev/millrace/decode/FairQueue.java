package dev.millrace.decode;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Queues work of many senders and serves the senders in turns, so that a sender with much work delays only itself. Work of one
 * {@link Line} is done in its order, one task after the other. The queue has no bound of its own: callers bound what they add. Thread-safe.
 */
final class FairQueue<T> {
    /** A sequence of tasks that run in their order, such as those of one connection. */
    static final class Line<T> {
        /** The tasks that wait. Guarded by the queue's lock; a task that runs is not in it. */
        private final Queue<Work<T>> waiting = new ArrayDeque<>(2);

        /** The number of tasks that wait or run. */
        private final AtomicInteger open = new AtomicInteger();

        /** Returns true if no task of the line waits or runs. That stays true until one is added. */
        boolean isIdle() {
            return open.get() == 0;
        }
    }

    /** A task of a sender, and the line in which it waits. */
    record Work<T>(Object sender, Line<T> line, T task) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Lines whose next task may begin, by sender; the sender whose turn it is comes first. */
    @GuardedBy("lock")
    private final LinkedHashMap<Object, Deque<Line<T>>> turns = new LinkedHashMap<>();

    @GuardedBy("lock")
    private boolean isClosed;

    /** Adds work to the end of its line; false if the queue is closed. */
    boolean add(Object sender, Line<T> line, T task) {
        lock.lock();
        try {
            if (isClosed) {
                return false;
            }
            line.waiting.add(new Work<>(sender, line, task));
            if (line.open.getAndIncrement() == 0) {
                mayBegin(line);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a task; the caller has to call {@link #done} afterwards. Returns null if the queue is closed and no further task may begin.
     */
    @Nullable
    Work<T> take() throws InterruptedException {
        lock.lock();
        try {
            while (turns.isEmpty() && !isClosed) {
                changed.await();
            }
            Map.Entry<Object, Deque<Line<T>>> turn = turns.pollFirstEntry();
            if (turn == null) {
                return null;
            }
            Line<T> line = turn.getValue().remove();
            if (!turn.getValue().isEmpty()) {
                turns.put(turn.getKey(), turn.getValue());
            }
            return line.waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the line's next work begin. */
    void done(Line<T> line) {
        lock.lock();
        try {
            line.open.decrementAndGet();
            if (!line.waiting.isEmpty()) {
                mayBegin(line);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue for new tasks; waiting ones can still be taken. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void mayBegin(Line<T> line) {
        Object sender = line.waiting.element().sender();
        turns.computeIfAbsent(sender, _ -> new ArrayDeque<>(2)).add(line);
        changed.signal();
    }
}
