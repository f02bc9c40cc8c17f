package dev.millrace.kafka.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.ChunkSource;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fetched records of one shard until the drain takes them, and their offsets until the drain commits them. A position counts the
 * records that were taken. The consumer's thread adds records and reads offsets; the drain takes and commits.
 */
final class ShardSource implements ChunkSource {
    private static final long LOOK_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final WaitingRecords waiting = new WaitingRecords();

    @GuardedBy("lock")
    private final Deque<FetchedRecord> taken = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();

    @GuardedBy("lock")
    private long bytes;

    /** The number of records that were taken, and of those that were committed. */
    @GuardedBy("lock")
    private long takenCount;

    @GuardedBy("lock")
    private long committedCount;

    /** The time at which the oldest waiting record came. */
    @GuardedBy("lock")
    private long waitingSinceNanos;

    private final LongConsumer drained;

    /** @param drained receives the rows of what the drain commits */
    ShardSource(LongConsumer drained) {
        this.drained = drained;
    }

    /** Begins with a partition that this node was given. */
    void assign(TopicPartition partition) {
        lock.lock();
        try {
            owned.put(partition, new OwnedPartition(partition));
        } finally {
            lock.unlock();
        }
    }

    /** Adds a record of a partition that was assigned. */
    void add(TopicPartition partition, long offset, List<Frame> frames, int size, long timestamp, boolean isFlush) {
        lock.lock();
        try {
            OwnedPartition of = owned.get(partition);
            if (of == null) {
                return;
            }
            if (waiting.isEmpty()) {
                waitingSinceNanos = System.nanoTime();
            }
            FetchedRecord record = new FetchedRecord(of, offset + 1, frames, size, timestamp, isFlush);
            waiting.add(record);
            bytes += size;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Chunk take(BatchLimits limits) throws InterruptedException {
        lock.lock();
        try {
            if (!awaitBatch(limits)) {
                return new Chunk(List.of(), takenCount);
            }
            List<Frame> frames = new ArrayList<>();
            long rows = 0;
            long size = 0;
            while (!waiting.isEmpty() && (frames.isEmpty() || fits(waiting.peek(), rows, size, limits))) {
                FetchedRecord record = waiting.remove();
                frames.addAll(record.frames());
                rows += record.rows();
                size += record.bytes();
                record.owned().taken();
                taken.add(record);
                takenCount++;
            }
            waitingSinceNanos = System.nanoTime();
            return new Chunk(frames, takenCount);
        } finally {
            lock.unlock();
        }
    }

    private static boolean fits(@Nullable FetchedRecord record, long rows, long size, BatchLimits limits) {
        return record != null && rows + record.rows() <= limits.maxRows() && size + record.bytes() <= limits.maxBytes();
    }

    /** Waits until a batch is due: it is full, its oldest record waited long enough, or a flush came and nothing else is under way. */
    @GuardedBy("lock")
    private boolean awaitBatch(BatchLimits limits) throws InterruptedException {
        long idleNanos = LOOK_AROUND_NANOS;
        while (true) {
            if (waiting.isEmpty()) {
                if (idleNanos <= 0) {
                    return false;
                }
                idleNanos = changed.awaitNanos(idleNanos);
                continue;
            }
            boolean isFull = waiting.bytes() >= limits.maxBytes() || waiting.rows() >= limits.maxRows();
            boolean isFlushed = waiting.hasFlush() && taken.isEmpty();
            long waitNanos = limits.maxAge().toNanos() - (System.nanoTime() - waitingSinceNanos);
            if (isFull || isFlushed || waitNanos <= 0) {
                return true;
            }
            changed.awaitNanos(waitNanos);
        }
    }

    /** Notes that the records of a chunk are stored. Deferrals do not occur: a shard that is away pauses its partitions. */
    @Override
    public void commit(long end, List<Deferral> deferrals) {
        long rows = 0;
        lock.lock();
        try {
            while (committedCount < end) {
                FetchedRecord record = taken.remove();
                rows += record.rows();
                record.owned().stored(record.next());
                bytes -= record.bytes();
                committedCount++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        drained.accept(rows);
    }

    /** Returns the offsets that are stored and not committed, by partition. */
    Map<TopicPartition, Long> toCommit() {
        lock.lock();
        try {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (OwnedPartition of : owned.values()) {
                if (of.toCommit() >= 0) {
                    offsets.put(of.partition(), of.toCommit());
                }
            }
            return offsets;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the offset of a partition was committed. */
    void committed(TopicPartition partition, long offset) {
        lock.lock();
        try {
            OwnedPartition of = owned.get(partition);
            if (of != null) {
                of.committed(offset);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the waiting records of partitions that are taken away, and waits a while until those with the drain are stored. */
    void awaitStored(Collection<TopicPartition> partitions, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            bytes -= waiting.removeOf(partitions);
            while (left > 0 && areUnderWay(partitions)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets partitions that are another node's now. */
    void forget(Collection<TopicPartition> partitions) {
        lock.lock();
        try {
            bytes -= waiting.removeOf(partitions);
            partitions.forEach(owned::remove);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean areUnderWay(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            OwnedPartition of = owned.get(partition);
            if (of != null && of.isUnderWay()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long pendingBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Measures from the time at which the record was sent, by its sender's clock. */
    @Override
    public Duration oldestAge() {
        lock.lock();
        try {
            @Nullable FetchedRecord oldest = taken.isEmpty() ? waiting.peek() : taken.peek();
            long age = oldest == null ? 0 : System.currentTimeMillis() - oldest.timestamp();
            return Duration.ofMillis(Math.max(0, age));
        } finally {
            lock.unlock();
        }
    }
}
