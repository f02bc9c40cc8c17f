package dev.millrace.buffer.disk;

import dev.millrace.buffer.BufferRows;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the rows that leave the buffer. Guarded by the buffer's lock. */
final class RowLedger {
    private record Leaving(long end, long rows, boolean isRecovered, long lostRows) {}

    private final Deque<Leaving> uncommitted = new ArrayDeque<>();
    private long committed;
    private long recovered;
    private long setAside;

    /** Notes that a chunk was read; its rows leave when it is committed. */
    void taken(ChunkReader.Read read) {
        uncommitted.add(new Leaving(read.chunk().end(), read.rows(), read.isRecovered(), read.lostRows()));
    }

    /** Counts everything before {@code end} as committed. */
    void committed(long end) {
        while (!uncommitted.isEmpty() && uncommitted.peekFirst().end <= end) {
            Leaving chunk = uncommitted.removeFirst();
            if (chunk.isRecovered) {
                recovered += chunk.rows;
            } else {
                committed += chunk.rows;
            }
            setAside += chunk.lostRows;
        }
    }

    /**
     * Returns the counts.
     *
     * @param appended how many rows this process appended, read after the last change here
     */
    BufferRows rows(long appended) {
        return new BufferRows(appended - committed - setAside, recovered, setAside);
    }
}
