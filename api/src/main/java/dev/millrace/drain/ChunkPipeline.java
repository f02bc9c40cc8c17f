package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves chunks from the buffer to the tables with in-order completion. Several threads call {@link #storeNext} in a loop: while one
 * thread's chunk is inserted, another thread takes the next. Only the first attempt of an insert runs concurrently with others. Everything
 * else is done in the order of the chunks, after all earlier chunks have left the buffer: further attempts, dead letters, and the commit of
 * the chunk. A chunk that a {@link Rewriter} changes is stored alone: after all earlier chunks and before any later one.
 */
final class ChunkPipeline<T> {
    private static final Logger log = LoggerFactory.getLogger(ChunkPipeline.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final EventBuffer buffer;
    private final ChunkTarget<T> target;
    private final DrainMetrics metrics;
    private final BatchLimits limits;
    private final boolean oneByOne;
    private final RetryPolicy retryPolicy;
    private final InOrderCompletion order = new InOrderCompletion();

    /** Held by the thread that takes a chunk, and until the chunk is committed if it is stored alone. */
    private final ReentrantLock taking = new ReentrantLock();

    @GuardedBy("taking")
    private long takenUpTo = -1;

    ChunkPipeline(
            EventBuffer buffer,
            ChunkTarget<T> target,
            DrainMetrics metrics,
            DrainConfig config,
            RetryPolicy retryPolicy) {
        this.buffer = buffer;
        this.target = target;
        this.metrics = metrics;
        this.limits = config.batchLimits();
        this.oneByOne = config.inserts() == 1;
        this.retryPolicy = retryPolicy;
    }

    /**
     * Takes a chunk, if one comes within a while, and stores it. Returns false if no chunk can be stored any more, because an earlier one
     * was given up.
     */
    boolean storeNext() throws InterruptedException {
        Chunk chunk;
        long turn;
        taking.lock();
        try {
            if (order.hasEnded()) {
                return false;
            }
            try {
                chunk = buffer.take(limits);
            } catch (IOException e) {
                log.error("The buffer could not be read, trying again", e);
                return retryPolicy.pause(TROUBLE_PAUSE);
            }
            if (chunk.isEmpty() && chunk.end() == takenUpTo) {
                return true; // a turn would only wait for the others
            }
            takenUpTo = chunk.end();
            turn = order.next();
            if (oneByOne || target.concerns(chunk)) {
                return finish(chunk, turn, Optional.empty());
            }
        } finally {
            taking.unlock();
        }
        return finish(chunk, turn, target.attempt(chunk));
    }

    /** Ends the pipeline: chunks that wait for an earlier one are not stored any more. */
    void end() {
        order.end();
    }

    boolean hasEnded() {
        return order.hasEnded();
    }

    /**
     * Waits until all earlier chunks have left the buffer, stores the rest of this one and commits it; returns false if it has to stay.
     *
     * @param tried the result of the first attempt, if it succeeded
     */
    private boolean finish(Chunk chunk, long turn, Optional<T> tried) throws InterruptedException {
        if (!order.await(turn)) {
            order.end();
            return false;
        }
        Optional<List<Deferral>> outcome =
                tried.isPresent() ? target.finish(chunk, tried.get(), retryPolicy) : target.store(chunk, retryPolicy);
        if (outcome.isEmpty()) {
            order.end();
            return false;
        }
        if (!chunk.isEmpty()) {
            metrics.committed(buffer.state().oldestAge());
        }
        buffer.commit(chunk.end(), outcome.get());
        order.done();
        return true;
    }
}
