package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.ChunkSource;
import dev.millrace.buffer.Deferral;
import dev.millrace.log.LimitedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * Moves chunks from a source to a target with in-order completion. Several threads call {@link #storeNext} in a loop: while one
 * thread's chunk is inserted, another thread takes the next. Only the first attempt of an insert runs concurrently with others. Everything
 * else is done in the order of the chunks, after all earlier chunks have left the source: further attempts, dead letters, and the commit of
 * the chunk. A chunk that a {@link Rewriter} changes is stored alone: after all earlier chunks and before any later one.
 */
final class ChunkPipeline {
    private static final LimitedLog faults = new LimitedLog(ChunkPipeline.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final ChunkSource source;
    private final ChunkTarget target;
    private final Consumer<Duration> lag;
    private final BatchLimits limits;
    private final boolean oneByOne;
    private final RetryPolicy retryPolicy;
    private final InOrderCompletion order = new InOrderCompletion();

    /** Held by the thread that takes a chunk, and until the chunk is committed if it is stored alone. */
    private final ReentrantLock taking = new ReentrantLock();

    @GuardedBy("taking")
    private long takenUpTo = -1;

    /**
     * @param oneByOne true if no chunk is begun before the one before it has left the source
     * @param lag receives how long the oldest row of each chunk that was moved was in the source
     */
    ChunkPipeline(
            ChunkSource source,
            ChunkTarget target,
            Consumer<Duration> lag,
            BatchLimits limits,
            boolean oneByOne,
            RetryPolicy retryPolicy) {
        this.source = source;
        this.target = target;
        this.lag = lag;
        this.limits = limits;
        this.oneByOne = oneByOne;
        this.retryPolicy = retryPolicy;
    }

    /**
     * Takes a chunk, if one comes within a while, and stores it. Returns false if no chunk can be stored any more, because an earlier one
     * was given up.
     */
    boolean storeNext() throws InterruptedException {
        Chunk chunk;
        ChunkAttempt attempt;
        long turn;
        taking.lock();
        try {
            if (order.hasEnded()) {
                return false;
            }
            try {
                chunk = source.take(limits);
            } catch (IOException e) {
                faults.at(Level.ERROR, LimitedLog.kindOf(e))
                        .setCause(e)
                        .log("The buffer could not be read, trying again");
                return retryPolicy.pause(TROUBLE_PAUSE);
            }
            if (chunk.isEmpty() && chunk.end() == takenUpTo) {
                return true; // a turn would only wait for the others
            }
            takenUpTo = chunk.end();
            turn = order.next();
            attempt = target.begin(chunk);
            if (oneByOne || attempt.isAlone()) {
                return finish(chunk, attempt, turn);
            }
        } finally {
            taking.unlock();
        }
        attempt.moveEarly();
        return finish(chunk, attempt, turn);
    }

    /** Ends the pipeline: chunks that wait for an earlier one are not stored any more. */
    void end() {
        order.end();
    }

    boolean hasEnded() {
        return order.hasEnded();
    }

    /** Waits until all earlier chunks have left the source, moves the rest of this one and commits it; returns false if it has to stay. */
    private boolean finish(Chunk chunk, ChunkAttempt attempt, long turn) throws InterruptedException {
        if (!order.await(turn)) {
            order.end();
            return false;
        }
        Optional<List<Deferral>> outcome = attempt.finish(retryPolicy);
        if (outcome.isEmpty()) {
            order.end();
            return false;
        }
        if (!chunk.isEmpty()) {
            lag.accept(source.oldestAge());
        }
        source.commit(chunk.end(), outcome.get());
        order.done();
        return true;
    }
}
