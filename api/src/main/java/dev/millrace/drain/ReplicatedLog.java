package dev.millrace.drain;

import dev.millrace.buffer.ChunkSource;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * The second log, on brokers, between the buffer and the tables: what is in the buffer is forwarded to it, and the drains of all nodes share
 * what is in it. Thread-safe.
 */
public interface ReplicatedLog {
    /** Returns true if the buffer is forwarded; false if what is left in the log is only drained, beside the buffer. */
    boolean isForwarding();

    /** Returns a gate that opens when the log takes frames as safely as the settings ask for. */
    DrainGate gate();

    /** Returns where the chunks of the buffer are forwarded to. */
    ChunkTarget forwarder();

    /** Returns how large the chunks are that are forwarded, and how many at once. */
    DrainConfig forwarding();

    /** Returns the frames of a shard that this node drains; always the same object. */
    ChunkSource source(Shard shard);

    /**
     * Starts the threads. Once.
     *
     * @param drains true if this node fetches frames for {@link #source}
     */
    void start(boolean drains);

    /** Fetches no more frames. */
    void stopFetching();

    /** Commits what is stored, and leaves the group of nodes that drain. */
    void stop() throws InterruptedException;

    /**
     * Shows every frame that was in the log before the call and is not committed, as {@link
     * dev.millrace.buffer.EventBuffer#visitPending} does.
     *
     * @return false if the visitor ended the visit
     * @throws IOException if not everything could be shown
     */
    boolean visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException;

    /** Has what is committed deleted from the brokers soon, because of rows that must not be kept. */
    void deleteCommitted();
}
