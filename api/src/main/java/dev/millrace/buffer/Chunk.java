package dev.millrace.buffer;

import java.util.List;

/**
 * Frames in the order in which they were appended. They share memory with the buffer: valid until the chunk is committed.
 *
 * @param end the position behind the last frame; hand it to {@link EventBuffer#commit}
 */
public record Chunk(List<Frame> frames, long end) {
    /** Copies the list, not the rows. */
    public Chunk {
        frames = List.copyOf(frames);
    }

    /**
     * Where the frames lie in the log: frame {@code i} from position {@code i} of the answer to before position {@code i + 1}. They stand
     * side by side there, and the last one ends where the chunk does.
     */
    public long[] positions() {
        long[] positions = new long[frames.size() + 1];
        positions[frames.size()] = end;
        for (int i = frames.size() - 1; i >= 0; i--) {
            positions[i] = positions[i + 1]
                    - FrameCodec.HEADER_BYTES
                    - frames.get(i).rows().remaining();
        }
        return positions;
    }

    /** True if nothing came within the waiting time. */
    public boolean isEmpty() {
        return frames.isEmpty();
    }
}
