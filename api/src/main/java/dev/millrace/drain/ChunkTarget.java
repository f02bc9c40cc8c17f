package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import java.util.List;
import java.util.Optional;

/**
 * Stores chunks, in one shard or in all. {@link #store} and {@link #finish} are called in the order of the chunks; the other methods may
 * run concurrently with them.
 *
 * @param <T> the result of a first attempt that succeeded
 */
interface ChunkTarget<T> {
    /** Returns true if the chunk has to be stored alone, when everything before it is stored. Called in the order of the chunks. */
    boolean concerns(Chunk chunk) throws InterruptedException;

    /**
     * Attempts a chunk that no rewriter changes; may run concurrently with other attempts. Returns empty if the chunk has to be stored
     * again.
     */
    Optional<T> attempt(Chunk chunk) throws InterruptedException;

    /**
     * Finishes a chunk whose first attempt succeeded, when all chunks before it are done.
     *
     * @return the parts that are not stored but safe in a side buffer, usually none: the chunk may leave the buffer; empty if the retry
     * policy ended before
     */
    Optional<List<Deferral>> finish(Chunk chunk, T tried, RetryPolicy retryPolicy) throws InterruptedException;

    /** Stores a chunk without a first attempt that succeeded; returns what {@link #finish} does. */
    Optional<List<Deferral>> store(Chunk chunk, RetryPolicy retryPolicy) throws InterruptedException;
}
