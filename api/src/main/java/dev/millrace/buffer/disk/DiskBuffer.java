package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffer on local disk: {@link GroupCommit} makes appends safe, {@link ChunkReader} reads them for the drain, {@link SegmentCleaner}
 * deletes what is stored, {@link PendingFrames} shows what is not, and this class keeps their positions.
 *
 * <p>Positions count bytes of frames since the directory was made. {@code committed <= read <= durable <= appended}.
 */
public final class DiskBuffer implements EventBuffer {
    private static final Logger log = LoggerFactory.getLogger(DiskBuffer.class);
    private static final long LOOK_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long VISIT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Each visitor needs memory for the largest frame and a share of the disk that appends use. */
    private static final int VISITORS_AT_ONCE = 2;

    private final DiskBufferConfig config;
    private final ChannelOpener opener;
    private final DirectoryLock directoryLock;
    private final CommitFile commitFile;
    private final SegmentLog segments;
    private final GroupCommit group;
    private final ChunkReader reader;
    private final SegmentCleaner cleaner;
    private final Semaphore visitors = new Semaphore(VISITORS_AT_ONCE, true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition safe = lock.newCondition();

    @GuardedBy("lock")
    private final StoredWaiters storedWaiters = new StoredWaiters();

    @GuardedBy("lock")
    private final Deferrals deferrals = new Deferrals();

    @GuardedBy("lock")
    private final Linger linger = new Linger();

    @GuardedBy("lock")
    private final RowLedger ledger = new RowLedger();

    @GuardedBy("lock")
    private final BacklogAge backlogAge = new BacklogAge();

    @GuardedBy("lock")
    private final DrainRate drainRate = new DrainRate(System.nanoTime());

    @GuardedBy("lock")
    private long durable;

    /** The number of rows that this process appended before {@link #durable}. */
    @GuardedBy("lock")
    private long durableRows;

    @GuardedBy("lock")
    private long read;

    /** Written under the lock, read by appends without it: it only grows, so a stale value only makes them more cautious. */
    private volatile long committed;

    /** Appends are refused until this position is committed. Set when there was no room; otherwise not after {@link #committed}. */
    private volatile long fullUntil;

    /** The time at which the oldest unread byte became durable. */
    @GuardedBy("lock")
    private long unreadSinceNanos;

    /** The time at which the last chunk was taken. */
    @GuardedBy("lock")
    private long takenAtNanos;

    @GuardedBy("lock")
    private boolean closed;

    private DiskBuffer(
            Path directory,
            DiskBufferConfig config,
            ChannelOpener opener,
            DirectoryLock directoryLock,
            CommitFile commitFile,
            DiskMetrics metrics)
            throws IOException {
        this.config = config;
        this.opener = opener;
        this.directoryLock = directoryLock;
        this.commitFile = commitFile;
        SetAside setAside = new SetAside(directory);
        Recovery.Recovered recovered = new Recovery(directory, opener, setAside).recover(commitFile.read());
        this.segments = new SegmentLog(directory, config.segmentBytes(), opener, setAside, recovered.segments());
        this.cleaner = new SegmentCleaner(commitFile, segments, recovered.committed());
        this.group = new GroupCommit(segments, config, recovered.end(), this::becomeDurable, cleaner::sealed, metrics);
        this.reader = new ChunkReader(segments, setAside);
        this.committed = recovered.committed();
        this.read = recovered.committed();
        this.durable = recovered.end();
        this.storedWaiters.readUpTo(read);
        this.unreadSinceNanos = System.nanoTime();
        if (committed < durable) {
            backlogAge.safe(committed, unreadSinceNanos - recovered.oldestAge().toNanos());
        }
    }

    /**
     * Opens the buffer in a directory, made if missing, and recovers what is there.
     *
     * @throws DirectoryInUseException if another process has it
     */
    public static DiskBuffer open(Path directory, DiskBufferConfig config, ChannelOpener opener, MeterRegistry registry)
            throws IOException {
        Files.createDirectories(directory);
        DirectoryLock directoryLock = DirectoryLock.take(directory);
        try {
            CommitFile commitFile = CommitFile.open(directory, opener);
            DiskBuffer buffer =
                    new DiskBuffer(directory, config, opener, directoryLock, commitFile, new DiskMetrics(registry));
            buffer.group.start();
            return buffer;
        } catch (IOException | RuntimeException e) {
            directoryLock.close();
            throw e;
        }
    }

    @Override
    public AppendResult append(ByteBuffer frames) {
        int size = frames.remaining();
        long most = Math.min(config.maxPendingBytes(), config.maxBytes());
        if (size > most) {
            return AppendRefusals.tooLarge(size, most);
        }
        return switch (group.enter(frames, committed + config.maxBytes())) {
            case GroupCommit.Entry.Joined(CompletableFuture<Void> onDisk, long end) ->
                new AppendResult.Taken(
                        onDisk, () -> committed(end - size, end, false), () -> committed(end - size, end, true));
            case GroupCommit.Entry.TooFar(long excess) -> {
                // a hundredth more than this request needs: the next ones need room, too
                long missing = excess + config.maxBytes() / 100;
                // More than there is cannot be drained.
                fullUntil = Math.min(committed + missing, group.appended());
                yield full(missing);
            }
            case GroupCommit.Entry.NotNow _ -> AppendRefusals.SLOW_DISK;
            case GroupCommit.Entry.Failing(String reason) -> AppendRefusals.failing(reason);
            case GroupCommit.Entry.Closed _ -> AppendRefusals.CLOSED;
        };
    }

    private AppendResult.Refused full(long missing) {
        lock.lock();
        try {
            return AppendRefusals.full(group.appended() - committed, drainRate.timeFor(missing, System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> committed(long start, long end, boolean isForDeferred) {
        Deferrals.Wait wait;
        lock.lock();
        try {
            if (end > committed) {
                readable.signal();
                return storedWaiters.add(start, end, isForDeferred);
            }
            wait = new Deferrals.Wait(new CompletableFuture<>(), isForDeferred ? deferrals.of(start, end) : List.of());
        } finally {
            lock.unlock();
        }
        wait.complete();
        return wait.waiter();
    }

    @Override
    public Chunk take(BatchLimits limits) throws IOException, InterruptedException {
        long from;
        long to;
        long rowsBeforeTo;
        lock.lock();
        try {
            if (!awaitBatch(limits)) {
                return new Chunk(List.of(), read);
            }
            from = read;
            to = durable;
            rowsBeforeTo = durableRows;
        } finally {
            lock.unlock();
        }
        ChunkReader.Read found = reader.read(from, to, rowsBeforeTo, limits);
        lock.lock();
        try {
            ledger.taken(found);
            read = found.chunk().end();
            storedWaiters.readUpTo(read);
            unreadSinceNanos = System.nanoTime();
            takenAtNanos = unreadSinceNanos;
        } finally {
            lock.unlock();
        }
        return found.chunk();
    }

    /** Returns true if {@link #take} would not wait for an append. */
    boolean hasUnread() {
        lock.lock();
        try {
            return read < durable;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a batch is due; returns false if there are no rows for a while. Requests that wait for {@code stored} make a batch due
     * only when all chunks that were taken are committed: two small inserts at a time cost more than a later one that has the rows of both.
     */
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
            long now = System.nanoTime();
            long waitNanos = maxAgeNanos - (now - unreadSinceNanos);
            int waiters = storedWaiters.beyondRead();
            if (waiters > 0 && read == committed) {
                waitNanos = Math.min(waitNanos, linger.waitNanos(waiters, now));
            }
            if (closed || waitNanos <= 0 || unread >= limits.maxBytes()) {
                return true;
            }
            readable.awaitNanos(waitNanos);
        }
    }

    @Override
    public void commit(long end, List<Deferral> deferred) {
        List<Deferrals.Wait> waits;
        lock.lock();
        try {
            if (end <= committed) {
                return;
            }
            long now = System.nanoTime();
            drainRate.committed(end - committed, now);
            committed = end;
            deferrals.add(end, deferred);
            ledger.committed(end);
            backlogAge.committed(end, end >= durable);
            waits = deferrals.of(storedWaiters.upTo(end));
            linger.answered(waits.size(), storedWaiters.beyondRead(), now - takenAtNanos, now);
            readable.signal();
        } finally {
            lock.unlock();
        }
        reader.committed(end);
        cleaner.storedBefore(end);
        waits.forEach(Deferrals.Wait::complete);
    }

    @Override
    public void visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException {
        visitors.acquire();
        try {
            long to = awaitSafe(group.appended());
            new PendingFrames(segments, opener, () -> committed).visit(to, visitor);
        } finally {
            visitors.release();
        }
    }

    /** Waits until everything before {@code position} is on disk; returns the position up to which everything is on disk then. */
    private long awaitSafe(long position) throws IOException, InterruptedException {
        long waitNanos = VISIT_WAIT_NANOS;
        lock.lock();
        try {
            while (durable < position && waitNanos > 0 && !closed) {
                waitNanos = safe.awaitNanos(waitNanos);
            }
            if (closed) {
                throw new IOException("The buffer is closed.");
            }
            if (durable >= position) {
                return durable;
            }
        } finally {
            lock.unlock();
        }
        String failure = group.failure();
        throw new IOException(failure != null ? failure : "The buffer's disk takes too long to write what came in.");
    }

    @Override
    public void retireFiles() {
        group.seal();
    }

    @Override
    public Optional<AppendResult.Refused> refusal() {
        String failure = group.failure();
        if (failure != null) {
            return Optional.of(AppendRefusals.failing(failure));
        }
        long missing = fullUntil - committed;
        return missing > 0 ? Optional.of(full(missing)) : Optional.empty();
    }

    @Override
    public BufferState state() {
        // In this order, as both only grow: an append in between makes pending rows too many, never negative.
        BufferRows rows;
        Duration oldestAge;
        long pendingBytes;
        lock.lock();
        try {
            rows = ledger.rows(group.appendedRows());
            oldestAge = backlogAge.oldest(System.nanoTime());
            pendingBytes = group.appended() - committed;
        } finally {
            lock.unlock();
        }
        return new BufferState(
                pendingBytes, config.maxBytes(), config.maxPendingBytes(), rows, oldestAge, group.failure());
    }

    private void becomeDurable(long position, long rows) {
        lock.lock();
        try {
            if (durable == read) {
                unreadSinceNanos = System.nanoTime();
            }
            backlogAge.safe(durable, System.nanoTime());
            durable = position;
            durableRows = rows;
            readable.signal();
            safe.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            group.close();
            stopTakers();
            segments.close();
            commitFile.close();
            directoryLock.close();
        } catch (IOException e) {
            log.warn("Closing the buffer: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopTakers() {
        lock.lock();
        try {
            closed = true;
            readable.signal();
            safe.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
