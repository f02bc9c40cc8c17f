package dev.millrace.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Keeps events from the moment they are acknowledged until they are stored: a log that many append to and one drain reads.
 * What was taken but not committed is read again after a crash, so every row is read at least once.
 *
 * <p>{@link #append} and {@link #state} may be called from any thread and never block. {@link #take} and {@link #commit} belong to one
 * thread, the drain's.
 */
public interface EventBuffer extends AutoCloseable {
    /**
     * Takes frames, all or none, in the order of the calls of one thread.
     *
     * @param frames encoded by {@link FrameCodec}, from position to limit; copied before this returns
     */
    Appended append(ByteBuffer frames);

    /**
     * Waits until a batch is worth sending, or somebody waits for {@code stored}, and reads on behind the last chunk.
     *
     * @return frames that are safe on disk; empty if there were none for a while, so that the caller can look around
     * @throws IOException if the log cannot be read; a later call tries again
     */
    Chunk take(BatchLimits limits) throws IOException, InterruptedException;

    /** Lets go of everything before {@code end}: its rows are stored. Positions only grow; an older one is ignored. */
    void commit(long end);

    /** What it holds at this moment. */
    BufferState state();

    /** Makes everything taken safe, then lets go of the log. Later appends are refused. */
    @Override
    void close();
}
