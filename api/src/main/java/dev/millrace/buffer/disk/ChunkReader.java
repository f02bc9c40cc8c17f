package dev.millrace.buffer.disk;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads chunks for the drain, one thread at a time, into memory that it reuses. A chunk never spans two segments. */
final class ChunkReader {
    /**
     * A chunk that was read, with its row counts.
     *
     * @param rows how many are in the chunk
     * @param isRecovered true if an earlier process appended them
     * @param lostRows rows that this process appended and that are neither in this chunk nor in an earlier one, because they are damaged or
     * their file is gone
     */
    record Read(Chunk chunk, long rows, boolean isRecovered, long lostRows) {}

    /**
     * The most bytes of one read: the Java runtime keeps off-heap memory of the size of the largest read for each thread that ever read.
     */
    private static final int READ_BYTES = 256 << 10;

    private final SegmentLog segments;
    private final SetAside setAside;
    private final ChunkMemoryPool memories = new ChunkMemoryPool();

    /** The number of rows that this process appended before the position up to which was read. */
    private long rowsBefore;

    ChunkReader(SegmentLog segments, SetAside setAside) {
        this.segments = segments;
        this.setAside = setAside;
    }

    /**
     * Reads the whole frames from {@code from} on, before {@code to}. Damage is set aside and skipped: then the chunk may be empty.
     *
     * @param rowsBeforeTo how many rows this process appended before {@code to}
     */
    Read read(long from, long to, long rowsBeforeTo, BatchLimits limits) throws IOException {
        Segment segment = segments.at(from);
        if (segment == null || segment.base >= to) {
            return nothingUntil(to, rowsBeforeTo);
        }
        long start = Math.max(from, segment.base);
        long lost = start == segment.base ? moveTo(segment.rowsBefore) : 0;
        long end = Math.min(to, segment.end());
        ByteBuffer memory = fill(segment, start, end, limits.maxBytes());
        List<Frame> frames = new ArrayList<>();
        int rows = 0;
        while (rows < limits.maxRows() && memory.position() < limits.maxBytes() && memory.hasRemaining()) {
            Frame frame = FrameCodec.read(memory);
            if (frame == null) {
                break;
            }
            frames.add(frame);
            rows += frame.rowCount();
        }
        long next = start + memory.position();
        if (frames.isEmpty()) {
            memories.giveBack(memory);
            next = DamageScan.endOf(segment::read, start, end);
            setAside.range(segment, start, next);
            // The row count of the damaged frame may be damaged, too; its rows are counted at the next place whose row
            // number is known.
            lost += next == to ? moveTo(rowsBeforeTo) : 0;
            return new Read(new Chunk(List.of(), next), 0, segment.isRecovered, lost);
        }
        memories.lend(memory, next);
        rowsBefore += segment.isRecovered ? 0 : rows;
        return new Read(new Chunk(frames, next), rows, segment.isRecovered, lost);
    }

    /** Reclaims the memory of everything before {@code end}, which is stored. Other threads than that of the other methods may call it. */
    void committed(long end) {
        memories.committed(end);
    }

    private Read nothingUntil(long to, long rowsBeforeTo) {
        return new Read(new Chunk(List.of(), to), 0, false, moveTo(rowsBeforeTo));
    }

    /** Moves to a known row number and returns how many rows were skipped on the way. */
    private long moveTo(long rows) {
        long passed = rows - rowsBefore;
        rowsBefore = rows;
        return passed;
    }

    private ByteBuffer fill(Segment segment, long start, long end, int maxBytes) throws IOException {
        int most = Math.max(maxBytes, FrameCodec.HEADER_BYTES + FrameCodec.MAX_ROWS_BYTES);
        int wanted = (int) Math.min(most, end - start);
        ByteBuffer memory = memories.take(wanted, most);
        try {
            while (memory.position() < wanted) {
                int before = memory.position();
                memory.limit(Math.min(wanted, before + READ_BYTES));
                segment.read(start + before, memory);
                if (memory.position() == before) {
                    break;
                }
            }
            return memory.flip();
        } catch (IOException e) {
            memories.giveBack(memory);
            throw e;
        }
    }
}
