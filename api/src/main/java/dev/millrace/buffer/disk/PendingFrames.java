package dev.millrace.buffer.disk;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Shows the pending frames to one visitor, in its thread. It opens every file for itself: an interrupt closes the channel that a thread
 * reads from, and must not close those of other threads.
 */
final class PendingFrames {
    /**
     * The most bytes of one read: the Java runtime keeps off-heap memory of the size of the largest read for each thread that ever read.
     */
    private static final int READ_BYTES = 256 << 10;

    private final SegmentLog segments;
    private final ChannelOpener opener;
    private final LongSupplier committed;
    private final ByteBuffer memory = ByteBuffer.allocate(FrameCodec.HEADER_BYTES + FrameCodec.MAX_ROWS_BYTES);

    /** @param committed the position before which everything is stored, at the moment of the call */
    PendingFrames(SegmentLog segments, ChannelOpener opener, LongSupplier committed) {
        this.segments = segments;
        this.opener = opener;
        this.committed = committed;
    }

    /** Shows the frames that are not committed and end before {@code to}, which is durable, until the visitor returns false. */
    void visit(long to, Predicate<Frame> visitor) throws IOException {
        long position = committed.getAsLong();
        while (position < to) {
            Segment segment = segments.at(position);
            if (segment == null || segment.base >= to) {
                return;
            }
            long end = Math.min(to, segment.end());
            if (!visitFile(segment, Math.max(position, segment.base), end, visitor)) {
                return;
            }
            position = Math.max(end, committed.getAsLong());
        }
    }

    private boolean visitFile(Segment segment, long from, long end, Predicate<Frame> visitor) throws IOException {
        try (FileChannel channel = opener.open(segment.file, StandardOpenOption.READ)) {
            return visitFrames(channel, segment.base, from, end, visitor);
        } catch (NoSuchFileException e) {
            if (committed.getAsLong() < segment.end()) {
                throw e;
            }
            return true; // the drain was faster
        }
    }

    private boolean visitFrames(FileChannel channel, long base, long from, long end, Predicate<Frame> visitor)
            throws IOException {
        for (long position = from; position < end; ) {
            read(channel, base, position, memory.clear().limit((int) Math.min(memory.capacity(), end - position)));
            memory.flip();
            for (Frame frame = FrameCodec.read(memory); frame != null; frame = FrameCodec.read(memory)) {
                if (!visitor.test(frame)) {
                    return false;
                }
            }
            position = memory.position() > 0
                    ? position + memory.position()
                    : DamageScan.endOf((at, into) -> read(channel, base, at, into), position, end);
        }
        return true;
    }

    /** Reads from {@code position} on, as much as there is and the buffer has room for. */
    private static void read(FileChannel channel, long base, long position, ByteBuffer into) throws IOException {
        long offset = Segment.HEADER_BYTES + position - base - into.position();
        int wanted = into.limit();
        while (into.position() < wanted) {
            into.limit(Math.min(wanted, into.position() + READ_BYTES));
            int n = channel.read(into, offset + into.position());
            if (n < 0) {
                break;
            }
        }
    }
}
