package dev.millrace.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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

    /**
     * Returns the deferrals of all frames, for rows that are stored when something else says so: one for each stretch of adjacent frames.
     *
     * @param stored gives the stage that completes then
     */
    public List<Deferral> deferredTo(Supplier<CompletionStage<Void>> stored) {
        List<Deferral> deferrals = new ArrayList<>();
        long[] positions = positions();
        for (int i = 0; i < positions.length; i++) {
            long from = positions[i];
            while (i + 1 < positions.length && positions[i + 1] == positions[i] + length(frames.get(i))) {
                i++;
            }
            deferrals.add(new Deferral(from, positions[i] + length(frames.get(i)), stored));
        }
        return deferrals;
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
