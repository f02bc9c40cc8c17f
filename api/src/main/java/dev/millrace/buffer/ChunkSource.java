package dev.millrace.buffer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The side of a log that chunks are read from and committed to. {@link #take} and {@link #commit} belong to one drain: each is for one
 * thread at a time. The other methods may be called from any thread and never block.
 */
public interface ChunkSource {
    /**
     * Waits until a batch is worth sending, or a request waits for {@code stored} and all chunks before are committed, and reads on after
     * the last chunk.
     *
     * @return frames that survive a crash; empty if there were none for a while, so that the caller can do other work
     * @throws IOException if the log cannot be read; a later call tries again
     */
    Chunk take(BatchLimits limits) throws IOException, InterruptedException;

    /** Commits everything before {@code end}: its rows are stored. Positions only grow; an older one is ignored. */
    default void commit(long end) {
        commit(end, List.of());
    }

    /**
     * Commits everything before {@code end} although some rows are not stored yet. A request that waits for {@code stored} and has a row in
     * one of the deferrals goes on waiting, also if it has other rows before or after that deferral.
     *
     * @param deferrals stretches between the previous commit and {@code end}, in any order
     */
    void commit(long end, List<Deferral> deferrals);

    /** Returns the bytes that are not committed, as far as they are known. */
    long pendingBytes();

    /** Returns how long the oldest row that is not committed has been in the log; zero if there is none. */
    Duration oldestAge();
}
