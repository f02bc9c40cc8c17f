package dev.millrace.buffer.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps memory for chunks and reuses it after they are committed: as much as was ever in use at once. Thread-safe. */
final class ChunkMemoryPool {
    private static final int LEAST_BYTES = 4096;

    private record Lent(long end, ByteBuffer memory) {}

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** Lent memory, in the order of the ends of its chunks. */
    @GuardedBy("lock")
    private final Deque<Lent> lent = new ArrayDeque<>();

    /**
     * Returns unused, empty memory. Memory that has to grow is doubled, so that it soon has its final size.
     *
     * @param bytes the size needed now
     * @param most the largest size that is ever needed
     */
    ByteBuffer take(int bytes, int most) {
        lock.lock();
        try {
            ByteBuffer memory = free.poll();
            if (memory != null && memory.capacity() >= bytes) {
                return memory.clear();
            }
            int doubled = Math.max(LEAST_BYTES, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
            return ByteBuffer.allocate(Math.max(bytes, Math.min(most, doubled)));
        } finally {
            lock.unlock();
        }
    }

    /** Takes back memory that nobody uses. */
    void giveBack(ByteBuffer memory) {
        lock.lock();
        try {
            free.push(memory);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that this memory holds a chunk that ends at {@code end}, which is after the ends of all others. */
    void lend(ByteBuffer memory, long end) {
        lock.lock();
        try {
            lent.addLast(new Lent(end, memory));
        } finally {
            lock.unlock();
        }
    }

    /** Reclaims the memory of chunks before {@code end}: nobody reads them any more. */
    void committed(long end) {
        lock.lock();
        try {
            while (!lent.isEmpty() && lent.getFirst().end <= end) {
                free.push(lent.removeFirst().memory);
            }
        } finally {
            lock.unlock();
        }
    }
}
