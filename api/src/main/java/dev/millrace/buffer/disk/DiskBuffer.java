package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.Appended;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * The buffer on local disk.
 *
 * <p>Appends copy their frames into the group that is being filled. One writer thread takes the group, writes and forces it, and
 * completes everybody who waited; meanwhile the next group fills. So one force serves all requests that came during the one before.
 *
 * <p>After a failed write or force nothing about the file is believed any more: it is given up, all who waited are told, and the
 * same bytes are written to a new file until that succeeds. Until then appends are refused.
 *
 * <p>Positions count bytes of frames since the directory was made. {@code committed <= read <= durable <= appended}.
 */
public final class DiskBuffer implements EventBuffer {
    private static final Logger log = LoggerFactory.getLogger(DiskBuffer.class);
    private static final long RETRY_WRITE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final DiskBufferConfig config;
    private final DirectoryLock directoryLock;
    private final CommitFile commitFile;
    private final SegmentLog segments;
    private final ChunkReader reader;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition readable = lock.newCondition();

    @GuardedBy("lock")
    private Group filling = new Group();

    @GuardedBy("lock")
    private final StoredWaiters storedWaiters = new StoredWaiters();

    @GuardedBy("lock")
    private final DrainRate drainRate = new DrainRate(System.nanoTime());

    @GuardedBy("lock")
    private long appended;

    @GuardedBy("lock")
    private long durable;

    @GuardedBy("lock")
    private long read;

    @GuardedBy("lock")
    private long committed;

    /** When the oldest unread byte became durable. */
    @GuardedBy("lock")
    private long unreadSinceNanos;

    @GuardedBy("lock")
    private @Nullable String failure;

    @GuardedBy("lock")
    private boolean closed;

    private DiskBuffer(
            Path directory,
            DiskBufferConfig config,
            ChannelOpener opener,
            DirectoryLock directoryLock,
            CommitFile commitFile)
            throws IOException {
        this.config = config;
        this.directoryLock = directoryLock;
        this.commitFile = commitFile;
        SetAside setAside = new SetAside(directory);
        Recovery.Recovered recovered = new Recovery(directory, opener, setAside).recover(commitFile.read());
        this.segments = new SegmentLog(directory, config.segmentBytes(), opener, recovered.segments());
        this.reader = new ChunkReader(segments, setAside);
        this.committed = recovered.committed();
        this.read = recovered.committed();
        this.durable = recovered.end();
        this.appended = recovered.end();
        this.unreadSinceNanos = System.nanoTime();
        this.writer = Thread.ofPlatform().name("buffer-writer").unstarted(this::writeGroups);
    }

    /**
     * Opens the buffer in a directory, made if missing, and recovers what is there.
     *
     * @throws DirectoryInUseException if another process has it
     */
    public static DiskBuffer open(Path directory, DiskBufferConfig config, ChannelOpener opener) throws IOException {
        Files.createDirectories(directory);
        DirectoryLock directoryLock = DirectoryLock.take(directory);
        try {
            CommitFile commitFile = CommitFile.open(directory, opener);
            DiskBuffer buffer = new DiskBuffer(directory, config, opener, directoryLock, commitFile);
            buffer.writer.start();
            return buffer;
        } catch (IOException | RuntimeException e) {
            directoryLock.close();
            throw e;
        }
    }

    @Override
    public Appended append(ByteBuffer frames) {
        int size = frames.remaining();
        lock.lock();
        try {
            Appended.Refused refused = refusal(size);
            if (refused != null) {
                return refused;
            }
            boolean writerMayWait = filling.isEmpty();
            CompletableFuture<Void> onDisk = filling.add(frames);
            appended += size;
            if (writerMayWait) {
                filled.signal();
            }
            long end = appended;
            return new Appended.Taken(onDisk, () -> storedAt(end));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Appended.@Nullable Refused refusal(int size) {
        if (closed) {
            return new Appended.Refused("The service is shutting down.", SOON);
        }
        if (failure != null) {
            return new Appended.Refused(failure, SOON);
        }
        long excess = appended - committed + size - config.maxBytes();
        if (excess > 0) {
            // a hundredth more than this request needs: the next ones want room, too
            long wanted = excess + config.maxBytes() / 100;
            return new Appended.Refused(
                    "The buffer is full: %d bytes wait for ClickHouse.".formatted(appended - committed),
                    drainRate.timeFor(wanted, System.nanoTime()));
        }
        if (filling.bytes() + size > config.maxPendingBytes()) {
            return new Appended.Refused("More comes in than the buffer's disk can write.", SOON);
        }
        return null;
    }

    private CompletableFuture<Void> storedAt(long end) {
        lock.lock();
        try {
            if (end <= committed) {
                return CompletableFuture.completedFuture(null);
            }
            readable.signal();
            return storedWaiters.add(end);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Chunk take(BatchLimits limits) throws IOException, InterruptedException {
        long from;
        long to;
        lock.lock();
        try {
            if (!awaitBatch(limits)) {
                return new Chunk(List.of(), read);
            }
            from = read;
            to = durable;
        } finally {
            lock.unlock();
        }
        Chunk chunk = reader.read(from, to, limits);
        lock.lock();
        try {
            read = chunk.end();
            unreadSinceNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
        return chunk;
    }

    /** Waits until a batch is due; false if nothing is there after a while. */
    @GuardedBy("lock")
    private boolean awaitBatch(BatchLimits limits) throws InterruptedException {
        long maxAgeNanos = limits.maxAge().toNanos();
        long idleNanos = LOOK_AROUND_NANOS;
        while (true) {
            long unread = durable - read;
            if (unread == 0) {
                if (idleNanos <= 0 || closed) {
                    return false;
                }
                idleNanos = readable.awaitNanos(idleNanos);
                continue;
            }
            long waitNanos = maxAgeNanos - (System.nanoTime() - unreadSinceNanos);
            if (closed || waitNanos <= 0 || unread >= limits.maxBytes() || storedWaiters.beyond(read)) {
                return true;
            }
            readable.awaitNanos(waitNanos);
        }
    }

    @Override
    public void commit(long end) {
        List<CompletableFuture<Void>> stored;
        lock.lock();
        try {
            if (end <= committed) {
                return;
            }
            drainRate.committed(end - committed, System.nanoTime());
            committed = end;
            stored = storedWaiters.upTo(end);
        } finally {
            lock.unlock();
        }
        try {
            commitFile.write(end);
        } catch (IOException e) {
            log.warn(
                    "Position {} could not be noted as stored: rows would be sent again after a restart. {}",
                    end,
                    e.toString());
        }
        segments.dropBefore(end);
        for (CompletableFuture<Void> waiter : stored) {
            waiter.complete(null);
        }
    }

    @Override
    public BufferState state() {
        lock.lock();
        try {
            return new BufferState(appended - committed, config.maxBytes(), failure);
        } finally {
            lock.unlock();
        }
    }

    private void writeGroups() {
        Group group = new Group();
        long lastForceNanos = System.nanoTime() - config.forceInterval().toNanos();
        while (true) {
            lock.lock();
            try {
                while (filling.isEmpty() && !closed) {
                    filled.awaitUninterruptibly();
                }
                if (filling.isEmpty()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            LockSupport.parkNanos(lastForceNanos + config.forceInterval().toNanos() - System.nanoTime());
            long position;
            lock.lock();
            try {
                Group full = filling;
                filling = group;
                group = full;
                position = durable;
            } finally {
                lock.unlock();
            }
            if (!writeUntilSafe(group, position)) {
                return;
            }
            lastForceNanos = System.nanoTime();
        }
    }

    /** False if the buffer was closed before the disk took the group. */
    private boolean writeUntilSafe(Group group, long position) {
        while (true) {
            try {
                segments.append(group.toWrite(), position);
                becomeDurable(position + group.bytes());
                for (CompletableFuture<Void> request : group.takeWaiting()) {
                    request.complete(null);
                }
                group.clear();
                return true;
            } catch (IOException e) {
                segments.abandonActive();
                if (refuseAppends(group, e)) {
                    log.error("Closing with {} bytes that the disk did not take: {}", group.bytes(), e.toString());
                    return false;
                }
                LockSupport.parkNanos(RETRY_WRITE_NANOS);
            }
        }
    }

    private void becomeDurable(long position) {
        lock.lock();
        try {
            if (durable == read) {
                unreadSinceNanos = System.nanoTime();
            }
            durable = position;
            if (failure != null) {
                log.info("The buffer's disk takes events again.");
                failure = null;
            }
            readable.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Tells everybody who waits, and those to come, that nothing can be made safe; true if the buffer is being closed. */
    private boolean refuseAppends(Group group, IOException cause) {
        List<CompletableFuture<Void>> told = group.takeWaiting();
        boolean closing;
        lock.lock();
        try {
            if (failure == null) {
                log.error("The buffer's disk does not take events; they are refused until it does.", cause);
            }
            failure = "The buffer's disk does not take events: " + cause.getMessage();
            told.addAll(filling.takeWaiting());
            closing = closed;
        } finally {
            lock.unlock();
        }
        for (CompletableFuture<Void> request : told) {
            request.completeExceptionally(cause);
        }
        return closing;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
            readable.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join();
            segments.close();
            commitFile.close();
            directoryLock.close();
        } catch (IOException e) {
            log.warn("Closing the buffer: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
