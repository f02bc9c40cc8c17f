package dev.millrace.buffer.disk;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads chunks for the drain, whose thread alone uses it, into memory that it keeps. A chunk never spans two segments. */
final class ChunkReader {
    private final SegmentLog segments;
    private final SetAside setAside;
    private ByteBuffer memory = ByteBuffer.allocate(0);

    ChunkReader(SegmentLog segments, SetAside setAside) {
        this.segments = segments;
        this.setAside = setAside;
    }

    /** The whole frames from {@code from} on, before {@code to}. Damage is set aside and skipped: then the chunk may be empty. */
    Chunk read(long from, long to, BatchLimits limits) throws IOException {
        Segment segment = segments.at(from);
        if (segment == null) {
            return new Chunk(List.of(), to);
        }
        long start = Math.max(from, segment.base);
        long end = Math.min(to, segment.end());
        if (start >= end) {
            return new Chunk(List.of(), to);
        }
        fill(segment, start, end, limits.maxBytes());
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
        if (frames.isEmpty()) {
            setAside.range(segment, start, end);
            return new Chunk(List.of(), end);
        }
        return new Chunk(frames, start + memory.position());
    }

    private void fill(Segment segment, long start, long end, int maxBytes) throws IOException {
        int capacity = Math.max(maxBytes, FrameCodec.HEADER_BYTES + FrameCodec.MAX_ROWS_BYTES);
        if (memory.capacity() < capacity) {
            memory = ByteBuffer.allocate(capacity);
        }
        memory.clear().limit((int) Math.min(capacity, end - start));
        segment.read(start, memory);
        memory.flip();
    }
}
