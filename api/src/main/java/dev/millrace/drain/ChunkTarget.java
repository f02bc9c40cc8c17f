package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import java.util.List;
import java.util.Optional;

/**
 * Stores chunks, in one shard or in all. {@link #store} and {@link #finish} are for the chunk whose turn it is, the others may be called
 * beside them.
 *
 * @param <T> what is known of a chunk that was tried
 */
interface ChunkTarget<T> {
    /** True if the chunk has to be stored alone, when everything before it is stored. Asked in the order of the chunks. */
    boolean concerns(Chunk chunk) throws InterruptedException;

    /** Tries to store a chunk that concerns nobody, at the same time as others may do that; empty if it has to be stored again. */
    Optional<T> attempt(Chunk chunk) throws InterruptedException;

    /**
     * Does what is left to do for a chunk that was tried, when all before it is done.
     *
     * @return what of it is not stored but safe elsewhere, usually nothing: the chunk may leave the buffer; empty if patience ended before
     */
    Optional<List<Deferral>> finish(Chunk chunk, T tried, RetryPolicy retryPolicy) throws InterruptedException;

    /** The same for a chunk that was not tried. */
    Optional<List<Deferral>> store(Chunk chunk, RetryPolicy retryPolicy) throws InterruptedException;
}
