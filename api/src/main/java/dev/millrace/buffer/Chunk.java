package dev.millrace.buffer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames in the order in which they are to be stored. They share memory with the buffer: valid until the chunk is committed.
 *
 * @param end the position to hand to {@link EventBuffer#commit}: behind the last frame, unless {@code starts} are given
 * @param starts where each frame begins in the log; null if they stand side by side there, as nearly always
 */
public record Chunk(List<Frame> frames, long end, @Nullable List<Long> starts) {
    /** Copies the lists, not the rows. */
    public Chunk {
        frames = List.copyOf(frames);
        starts = starts == null ? null : List.copyOf(starts);
    }

    /** Frames that stand side by side, and the position behind the last one. */
    public Chunk(List<Frame> frames, long end) {
        this(frames, end, null);
    }

    /** Where each frame begins in the log. */
    public long[] positions() {
        if (starts != null) {
            return starts.stream().mapToLong(Long::longValue).toArray();
        }
        long[] positions = new long[frames.size()];
        long behind = end;
        for (int i = frames.size() - 1; i >= 0; i--) {
            behind -= length(frames.get(i));
            positions[i] = behind;
        }
        return positions;
    }

    /** How many bytes of the log a frame takes. */
    public static long length(Frame frame) {
        return (long) FrameCodec.HEADER_BYTES + frame.rows().remaining();
    }

    /** True if nothing came within the waiting time. */
    public boolean isEmpty() {
        return frames.isEmpty();
    }
}
