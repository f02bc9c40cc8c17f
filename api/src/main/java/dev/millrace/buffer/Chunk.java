package dev.millrace.buffer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames in the order in which they are to be stored. They share the buffer's memory, so they are valid only until the chunk is committed.
 *
 * @param end the position to hand to {@link EventBuffer#commit}: the end of the last frame, unless {@code starts} are given
 * @param starts where each frame begins in the log; null if they are adjacent there, as nearly always
 */
public record Chunk(List<Frame> frames, long end, @Nullable List<Long> starts) {
    /** Copies the lists, not the rows. */
    public Chunk {
        frames = List.copyOf(frames);
        starts = starts == null ? null : List.copyOf(starts);
    }

    /** Makes a chunk of frames that are adjacent in the log and end at {@code end}. */
    public Chunk(List<Frame> frames, long end) {
        this(frames, end, null);
    }

    /** Returns the position in the log at which each frame begins. */
    public long[] positions() {
        if (starts != null) {
            return starts.stream().mapToLong(Long::longValue).toArray();
        }
        long[] positions = new long[frames.size()];
        long position = end;
        for (int i = frames.size() - 1; i >= 0; i--) {
            position -= length(frames.get(i));
            positions[i] = position;
        }
        return positions;
    }

    /** Returns the number of bytes that a frame takes in the log. */
    public static long length(Frame frame) {
        return (long) FrameCodec.HEADER_BYTES + frame.rows().remaining();
    }

    /** Returns true if no frames came within the waiting time. */
    public boolean isEmpty() {
        return frames.isEmpty();
    }
}
