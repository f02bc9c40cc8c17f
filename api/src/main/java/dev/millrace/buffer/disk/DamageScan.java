package dev.millrace.buffer.disk;

import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds where a damaged place in a file ends, so that whole frames after it are not lost with it. */
final class DamageScan {
    /** Reads the bytes from a position on, as many as there are and the buffer has room for. */
    @FunctionalInterface
    interface Source {
        void read(long position, ByteBuffer into) throws IOException;
    }

    private DamageScan() {}

    /**
     * Returns the position of the next whole frame after the damaged one at {@code position}, or {@code end} if there is none. It is found
     * only if the length in the damaged frame is still right.
     */
    static long endOf(Source source, long position, long end) throws IOException {
        ByteBuffer memory = ByteBuffer.allocate(FrameCodec.HEADER_BYTES + FrameCodec.MAX_ROWS_BYTES);
        int length = FrameCodec.claimedLength(read(source, position, end, memory));
        if (length < 0 || position + length >= end) {
            return end;
        }
        return FrameCodec.read(read(source, position + length, end, memory)) == null ? end : position + length;
    }

    private static ByteBuffer read(Source source, long position, long end, ByteBuffer memory) throws IOException {
        memory.clear().limit((int) Math.min(memory.capacity(), end - position));
        source.read(position, memory);
        return memory.flip();
    }
}
