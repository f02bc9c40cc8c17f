package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps the order of chunks that are stored concurrently: each has a number, and is finished when all before it are. Thread-safe. */
final class InOrderCompletion {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    @GuardedBy("lock")
    private long given;

    @GuardedBy("lock")
    private long done;

    @GuardedBy("lock")
    private boolean ended;

    /** The number of the next chunk. */
    long next() {
        lock.lock();
        try {
            return given++;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all chunks before this one are done; returns false if one of them never will be. */
    boolean await(long turn) throws InterruptedException {
        lock.lock();
        try {
            while (done < turn && !ended) {
                moved.await();
            }
            return done >= turn;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the chunk whose turn it is has left the buffer. */
    void done() {
        lock.lock();
        try {
            done++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the chunk whose turn it is stays in the buffer, so no later chunk may leave it. */
    void end() {
        lock.lock();
        try {
            ended = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
