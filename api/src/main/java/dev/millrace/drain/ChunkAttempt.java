package dev.millrace.drain;

import dev.millrace.buffer.Deferral;
import java.util.List;
import java.util.Optional;

/** Moves one chunk. Its methods are called in the order in which they stand here, by one thread at a time. */
public interface ChunkAttempt {
    /**
     * Returns true if the chunk has to be moved alone: by {@link #finish}, when everything before it has left its source, and before any
     * later chunk begins.
     */
    boolean isAlone();

    /** Moves what can be moved concurrently with other chunks; never called for a chunk that is moved alone. */
    void moveEarly() throws InterruptedException;

    /**
     * Moves what is left, when all chunks before this one have left their source.
     *
     * @return the stretches whose rows are not stored but as safe elsewhere, usually none: the chunk may leave its source; empty if the
     * retry policy ended before, so that the chunk has to stay
     */
    Optional<List<Deferral>> finish(RetryPolicy retryPolicy) throws InterruptedException;
}
