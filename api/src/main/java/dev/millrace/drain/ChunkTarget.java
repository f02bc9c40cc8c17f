package dev.millrace.drain;

import dev.millrace.buffer.Chunk;

/** Moves chunks to where they are safe without their source: to one shard, to several, or to brokers. */
public interface ChunkTarget {
    /** Begins to move a chunk. Called in the order of the chunks; {@link ChunkAttempt#finish} may run concurrently for earlier ones. */
    ChunkAttempt begin(Chunk chunk) throws InterruptedException;
}
