package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private final Durable durable;
    private final Runnable sealed;
    private final DiskMetrics metrics;
    private final Thread writer;

    private final CommitQueue queue;

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
        this.queue = new CommitQueue(config.maxPendingBytes(), position);
        this.durable = durable;
        this.sealed = sealed;
        this.metrics = metrics;
        this.writer = Thread.ofPlatform().name("buffer-writer").unstarted(() -> writeGroups(position));
    }

    void start() {
        writer.start();
    }

    /** Takes frames, if they end at {@code furthest} or before. From any thread; never blocks. */
    CommitQueue.Entry enter(ByteBuffer frames, long furthest) {
        return queue.enter(frames, furthest);
    }

    /** Has the writer begin a new file after everything that was taken so far. From any thread; never blocks. */
    void seal() {
        queue.seal();
    }

    /** Returns the position after the last byte that was taken. */
    long appended() {
        return queue.appended();
    }

    /** Returns how many rows were taken. */
    long appendedRows() {
        return queue.appendedRows();
    }

    /** Returns why nothing can be made safe at the moment; null if it can. */
    @Nullable
    String failure() {
        return queue.failure();
    }

    /** Makes everything taken safe, if the disk permits, and ends the writer. */
    void close() throws InterruptedException {
        queue.close();
        writer.join();
    }

    private void writeGroups(long start) {
        CommitGroup group = new CommitGroup();
        long position = start;
        long rows = 0;
        long lastForceNanos = System.nanoTime() - forceIntervalNanos;
        while (queue.awaitWork()) {
            if (queue.isSealDue(position)) {
                segments.seal(position);
                sealed.run();
                continue;
            }
            LockSupport.parkNanos(lastForceNanos + forceIntervalNanos - System.nanoTime());
            group = queue.swap(group);
            if (!writeUntilSafe(group, position, rows)) {
                return;
            }
            lastForceNanos = System.nanoTime();
            position += group.bytes();
            rows += group.rows();
            group.clear();
        }
    }

    /** Writes the group; returns false if the log was closed before the disk took it. */
    private boolean writeUntilSafe(CommitGroup group, long position, long rows) {
        while (true) {
            long begun = System.nanoTime();
            try {
                segments.append(group.toWrite(), position, rows);
                metrics.written(group.bytes(), System.nanoTime() - begun);
                if (queue.recovered()) {
                    log.info("The buffer's disk takes events again.");
                }
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

    /** Returns the words of the system without the file that they are about, as senders get them. */
    private static String reason(IOException cause) {
        String words = cause instanceof FileSystemException of ? of.getReason() : cause.getMessage();
        return words == null ? "the log says why" : words;
    }

    /** Fails all waiting and future requests, because nothing can be made safe; returns true if the log was closed. */
    private boolean turnAway(CommitGroup group, IOException cause) {
        List<CompletableFuture<Void>> told = group.takeWaiting();
        CommitQueue.Failed failed = queue.failed("The buffer's disk does not take events: " + reason(cause));
        if (failed.isFirst()) {
            log.error("The buffer's disk does not take events; they are refused until it does.", cause);
        }
        told.addAll(failed.waiting());
        told.forEach(request -> request.completeExceptionally(cause));
        return failed.isClosed();
    }
}
