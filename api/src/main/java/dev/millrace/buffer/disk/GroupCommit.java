package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the frames of many requests safe with one write and one force.
 *
 * <p>Requests copy their frames into the group that is being filled. One writer thread takes the group, writes and forces it, and completes
 * all requests that waited; the next group fills at the same time. So one force serves all requests that came during the previous one.
 *
 * <p>After a failed write or force nothing in the file can be relied on: it is given up, all waiting requests fail, and the same bytes are
 * written to new files until one write succeeds. Until then requests are refused.
 */
final class GroupCommit {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final long RETRY_WRITE_NANOS = TimeUnit.SECONDS.toNanos(1);

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

    /** Receives the position up to which everything is safe; called by the writer before the requests are completed. */
    @FunctionalInterface
    interface Durable {
        /**
         * Reports that all bytes before {@code position} are safe.
         *
         * @param rows how many rows this process appended before it
         */
        void upTo(long position, long rows);
    }

    private final SegmentLog segments;
    private final long forceIntervalNanos;
    private final int maxGroupBytes;
    private final Durable durable;
    private final Runnable sealed;
    private final DiskMetrics metrics;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    @GuardedBy("lock")
    private CommitGroup filling = new CommitGroup();

    /** The position after the last byte that was taken. */
    @GuardedBy("lock")
    private long appended;

    @GuardedBy("lock")
    private long appendedRows;

    /** Returns true if the file that holds the end of the log must not grow further. Files of an earlier process never do. */
    @GuardedBy("lock")
    private boolean sealAsked = true;

    /** The earliest position at which the writer may seal: the end of everything that had been taken at the last request to seal. */
    @GuardedBy("lock")
    private long sealAt;

    @GuardedBy("lock")
    private @Nullable String failure;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param position the end of what is safe already
     * @param sealed run by the writer each time it has sealed a file
     */
    GroupCommit(
            SegmentLog segments,
            DiskBufferConfig config,
            long position,
            Durable durable,
            Runnable sealed,
            DiskMetrics metrics) {
        this.segments = segments;
        this.forceIntervalNanos = config.forceInterval().toNanos();
        this.maxGroupBytes = config.maxPendingBytes();
        this.appended = position;
        this.durable = durable;
        this.sealed = sealed;
        this.metrics = metrics;
        this.writer = Thread.ofPlatform().name("buffer-writer").unstarted(() -> writeGroups(position));
    }

    void start() {
        writer.start();
    }

    /** Takes frames, if they end at {@code furthest} or before. From any thread; never blocks. */
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

    /** Has the writer begin a new file after everything that was taken so far. From any thread; never blocks. */
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

    /** Returns how many rows were taken. */
    long appendedRows() {
        lock.lock();
        try {
            return appendedRows;
        } finally {
            lock.unlock();
        }
    }

    /** Returns why nothing can be made safe at the moment; null if it can. */
    @Nullable
    String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything taken safe, if the disk permits, and ends the writer. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
        writer.join();
    }

    private void writeGroups(long start) {
        CommitGroup group = new CommitGroup();
        long position = start;
        long rows = 0;
        long lastForceNanos = System.nanoTime() - forceIntervalNanos;
        while (awaitWork()) {
            if (isSealDue(position)) {
                segments.seal(position);
                sealed.run();
                continue;
            }
            LockSupport.parkNanos(lastForceNanos + forceIntervalNanos - System.nanoTime());
            group = swap(group);
            if (!writeUntilSafe(group, position, rows)) {
                return;
            }
            lastForceNanos = System.nanoTime();
            position += group.bytes();
            rows += group.rows();
            group.clear();
        }
    }

    /** Returns false if there will be nothing more. */
    private boolean awaitWork() {
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
    private boolean isSealDue(long position) {
        lock.lock();
        try {
            if (!sealAsked || position < sealAt) {
                return false;
            }
            sealAsked = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private CommitGroup swap(CommitGroup empty) {
        lock.lock();
        try {
            CommitGroup full = filling;
            filling = empty;
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Writes the group; returns false if the log was closed before the disk took it. */
    private boolean writeUntilSafe(CommitGroup group, long position, long rows) {
        while (true) {
            long begun = System.nanoTime();
            try {
                segments.append(group.toWrite(), position, rows);
                metrics.written(group.bytes(), System.nanoTime() - begun);
                recovered();
                durable.upTo(position + group.bytes(), rows + group.rows());
                group.takeWaiting().forEach(request -> request.complete(null));
                return true;
            } catch (IOException e) {
                metrics.failed();
                segments.abandonActive();
                if (turnAway(group, e)) {
                    log.error("Closing with {} bytes that the disk did not take: {}", group.bytes(), e.toString());
                    return false;
                }
                LockSupport.parkNanos(RETRY_WRITE_NANOS);
            }
        }
    }

    private void recovered() {
        lock.lock();
        try {
            if (failure != null) {
                log.info("The buffer's disk takes events again.");
                failure = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the words of the system without the file that they are about, as senders get them. */
    private static String reason(IOException cause) {
        String words = cause instanceof FileSystemException of ? of.getReason() : cause.getMessage();
        return words == null ? "the log says why" : words;
    }

    /** Fails all waiting and future requests, because nothing can be made safe; returns true if the log was closed. */
    private boolean turnAway(CommitGroup group, IOException cause) {
        List<CompletableFuture<Void>> told = group.takeWaiting();
        boolean closing;
        lock.lock();
        try {
            if (failure == null) {
                log.error("The buffer's disk does not take events; they are refused until it does.", cause);
            }
            failure = "The buffer's disk does not take events: " + reason(cause);
            told.addAll(filling.takeWaiting());
            closing = closed;
        } finally {
            lock.unlock();
        }
        told.forEach(request -> request.completeExceptionally(cause));
        return closing;
    }
}
