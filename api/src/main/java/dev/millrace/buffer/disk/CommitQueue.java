package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The frames that wait for the writer of {@link GroupCommit}, and what requests and writer tell each other. Thread-safe. */
final class CommitQueue {
    /** The result of entering a request's frames. */
    sealed interface Entry {
        /** The frames are in a group; {@code end} is the position after them. */
        record Joined(CompletableFuture<Void> onDisk, long end) implements Entry {}

        /** The frames would end {@code excess} bytes after the furthest permitted position. */
        record TooFar(long excess) implements Entry {}

        /** The group has no room for the frames until it is written. */
        record NotNow() implements Entry {}

        /** The disk takes nothing, for that reason. */
        record Failing(String reason) implements Entry {}

        /** The log is closed. */
        record Closed() implements Entry {}
    }

    private final int maxGroupBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    @GuardedBy("lock")
    private CommitGroup filling = new CommitGroup();

    /** The position after the last byte that was taken. */
    @GuardedBy("lock")
    private long appended;

    @GuardedBy("lock")
    private long appendedRows;

    /** True if the file that holds the end of the log must not grow further. Files of an earlier process never do. */
    @GuardedBy("lock")
    private boolean sealAsked = true;

    /** The earliest position at which the writer may seal: the end of everything that had been taken at the last request to seal. */
    @GuardedBy("lock")
    private long sealAt;

    @GuardedBy("lock")
    private @Nullable String failure;

    @GuardedBy("lock")
    private boolean closed;

    /** @param position the end of what is safe already */
    CommitQueue(int maxGroupBytes, long position) {
        this.maxGroupBytes = maxGroupBytes;
        this.appended = position;
    }

    /** Takes frames, if they end at {@code furthest} or before. Never blocks. */
    Entry enter(ByteBuffer frames, long furthest) {
        int size = frames.remaining();
        int rows = FrameCodec.rowCount(frames);
        lock.lock();
        try {
            if (closed) {
                return new Entry.Closed();
            }
            if (failure != null) {
                return new Entry.Failing(failure);
            }
            if (appended + size > furthest) {
                return new Entry.TooFar(appended + size - furthest);
            }
            if (filling.bytes() + size > maxGroupBytes) {
                return new Entry.NotNow();
            }
            boolean writerMayWait = filling.isEmpty();
            CompletableFuture<Void> onDisk = filling.add(frames, rows);
            appended += size;
            appendedRows += rows;
            if (writerMayWait) {
                filled.signal();
            }
            return new Entry.Joined(onDisk, appended);
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a new file after everything that was taken so far. */
    void seal() {
        lock.lock();
        try {
            sealAsked = true;
            sealAt = appended;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    long appended() {
        lock.lock();
        try {
            return appended;
        } finally {
            lock.unlock();
        }
    }

    long appendedRows() {
        lock.lock();
        try {
            return appendedRows;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for frames or a request to seal; returns false if there will be nothing more. For the writer. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (filling.isEmpty() && !sealAsked && !closed) {
                filled.awaitUninterruptibly();
            }
            return !filling.isEmpty() || sealAsked;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true once for each request to seal, when everything that was taken before it is written. */
    boolean isSealDue(long writtenTo) {
        lock.lock();
        try {
            if (!sealAsked || writtenTo < sealAt) {
                return false;
            }
            sealAsked = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the group that was filled, and gives an empty one to fill. */
    CommitGroup swap(CommitGroup empty) {
        lock.lock();
        try {
            CommitGroup full = filling;
            filling = empty;
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the disk takes events; returns true if it did not before. */
    boolean recovered() {
        lock.lock();
        try {
            boolean hadFailed = failure != null;
            failure = null;
            return hadFailed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A write that failed.
     *
     * @param waiting the requests that wait for frames of the group that is being filled
     * @param isFirst true if the write before it did not fail
     * @param isClosed true if the log was closed
     */
    record Failed(List<CompletableFuture<Void>> waiting, boolean isFirst, boolean isClosed) {}

    /** Notes that the disk takes nothing: requests are refused until {@link #recovered}. */
    Failed failed(String reason) {
        lock.lock();
        try {
            boolean isFirst = failure == null;
            failure = reason;
            return new Failed(filling.takeWaiting(), isFirst, closed);
        } finally {
            lock.unlock();
        }
    }
}
