package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.Deferral;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the positions of the buffer on disk, and those who wait for one of them. Positions count bytes of frames since the directory was
 * made. {@code committed <= read <= durable}. Thread-safe.
 */
final class BufferPositions {
    private static final long LOOK_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long VISIT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The stretch of a chunk to read, and how many rows this process appended before its end. */
    record Unread(long from, long to, long rowsBeforeTo) {}

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

    /** The time at which the oldest unread byte became durable. */
    @GuardedBy("lock")
    private long unreadSinceNanos;

    /** The time at which the last chunk was taken. */
    @GuardedBy("lock")
    private long takenAtNanos;

    @GuardedBy("lock")
    private boolean closed;

    BufferPositions(Recovery.Recovered recovered) {
        this.committed = recovered.committed();
        this.read = recovered.committed();
        this.durable = recovered.end();
        this.storedWaiters.readUpTo(read);
        this.unreadSinceNanos = System.nanoTime();
        if (committed < durable) {
            backlogAge.safe(committed, unreadSinceNanos - recovered.oldestAge().toNanos());
        }
    }

    /** Returns the position before which everything is stored or deferred. */
    long committed() {
        return committed;
    }

    /** Returns the position before which everything was taken. */
    long read() {
        lock.lock();
        try {
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if there is something durable that was not taken. */
    boolean hasUnread() {
        lock.lock();
        try {
            return read < durable;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a stage that completes when a stretch is committed, and if wanted when its deferred rows are stored, too. */
    CompletableFuture<Void> whenCommitted(long start, long end, boolean isForDeferred) {
        StoredWaiters.Waiter waiter = new StoredWaiters.Waiter(start, end, isForDeferred, new CompletableFuture<>());
        Deferrals.Wait wait;
        lock.lock();
        try {
            if (end > committed) {
                readable.signal();
                storedWaiters.add(waiter);
                return waiter.done();
            }
            wait = deferrals.of(waiter);
        } finally {
            lock.unlock();
        }
        wait.complete();
        return waiter.done();
    }

    /** Waits until a batch is due, and returns what to read; null if there are no rows for a while. */
    @Nullable
    Unread awaitUnread(BatchLimits limits) throws InterruptedException {
        lock.lock();
        try {
            return awaitBatch(limits) ? new Unread(read, durable, durableRows) : null;
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

    /** Notes that a chunk was read. */
    void taken(ChunkReader.Read found) {
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
    }

    /** Notes that everything before {@code end} is stored or deferred; returns the waits to complete. Older positions are ignored. */
    List<Deferrals.Wait> commit(long end, List<Deferral> deferred) {
        lock.lock();
        try {
            if (end <= committed) {
                return List.of();
            }
            long now = System.nanoTime();
            drainRate.committed(end - committed, now);
            committed = end;
            deferrals.add(end, deferred);
            ledger.committed(end);
            backlogAge.committed(end, end >= durable);
            List<Deferrals.Wait> waits = deferrals.of(storedWaiters.upTo(end));
            linger.answered(waits.size(), storedWaiters.beyondRead(), now - takenAtNanos, now);
            readable.signal();
            return waits;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that everything before {@code position} is on disk, with so many rows of this process. */
    void becomeDurable(long position, long rows) {
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

    /** Waits up to a second until everything before {@code position} is on disk; returns the position before which everything is. */
    long awaitDurable(long position) throws InterruptedException {
        long waitNanos = VISIT_WAIT_NANOS;
        lock.lock();
        try {
            while (durable < position && waitNanos > 0 && !closed) {
                waitNanos = safe.awaitNanos(waitNanos);
            }
            return durable;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how an append is refused that finds no room. */
    AppendResult.Refused full(long pending, long missing) {
        lock.lock();
        try {
            return AppendRefusals.full(pending, drainRate.timeFor(missing, System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the counts of rows.
     *
     * @param appendedRows asked under the lock: an append in between makes pending rows too many, never negative
     */
    BufferRows rows(LongSupplier appendedRows) {
        lock.lock();
        try {
            return ledger.rows(appendedRows.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long the oldest uncommitted row has been safe. */
    Duration oldestAge() {
        lock.lock();
        try {
            return backlogAge.oldest(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits for chunks. */
    void close() {
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
