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

    /** True if nothing came within the waiting time. */
    public boolean isEmpty() {
        return frames.isEmpty();
    }
}
