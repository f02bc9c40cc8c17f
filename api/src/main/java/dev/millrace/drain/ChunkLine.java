package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks on their way from the buffer to the tables. Several threads call {@link #storeNext} again and again: while one's chunk is
 * inserted, another takes the next. Only the first try of an insert is made beside others. All else goes in the order of the chunks: what
 * ClickHouse did not take is tried again, dead letters are written, and a chunk leaves the buffer, when all before it have left. A chunk that
 * a {@link Rewriter} changes is stored alone, between those before and those behind it.
 */
final class ChunkLine {
    private static final Logger log = LoggerFactory.getLogger(ChunkLine.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final EventBuffer buffer;
    private final ChunkStore store;
    private final DrainMetrics metrics;
    private final BatchLimits limits;
    private final boolean oneByOne;
    private final BatchStore.Patience patience;
    private final Turns turns = new Turns();

    /** Held by whoever takes a chunk, and until it is committed if it is stored alone. */
    private final ReentrantLock taking = new ReentrantLock();

    @GuardedBy("taking")
    private long takenUpTo = -1;

    ChunkLine(
            EventBuffer buffer,
            ChunkStore store,
            DrainMetrics metrics,
            DrainConfig config,
            BatchStore.Patience patience) {
        this.buffer = buffer;
        this.store = store;
        this.metrics = metrics;
        this.limits = config.batchLimits();
        this.oneByOne = config.inserts() == 1;
        this.patience = patience;
    }

    /** Takes a chunk, if one comes within a while, and stores it. False if no chunk can be stored any more, as one before was given up. */
    boolean storeNext() throws InterruptedException {
        Chunk chunk;
        long turn;
        taking.lock();
        try {
            if (turns.hasEnded()) {
                return false;
            }
            try {
                chunk = buffer.take(limits);
            } catch (IOException e) {
                log.error("The buffer could not be read, trying again", e);
                return patience.pause(TROUBLE_PAUSE);
            }
            if (chunk.isEmpty() && chunk.end() == takenUpTo) {
                return true; // a turn would only wait for the others
            }
            takenUpTo = chunk.end();
            turn = turns.next();
            if (oneByOne || concerns(chunk)) {
                return finish(chunk, turn, Optional.empty());
            }
        } finally {
            taking.unlock();
        }
        return finish(chunk, turn, tryPlain(chunk));
    }

    /** No chunk will be stored any more that waits for another. */
    void end() {
        turns.end();
    }

    boolean hasEnded() {
        return turns.hasEnded();
    }

    private boolean concerns(Chunk chunk) throws InterruptedException {
        try {
            return store.concerns(chunk.frames());
        } catch (IOException | RuntimeException e) {
            return true; // whoever stores it comes to the same trouble, and says so
        }
    }

    private Optional<ChunkTally> tryPlain(Chunk chunk) throws InterruptedException {
        try {
            return store.tryPlain(chunk.frames());
        } catch (RuntimeException e) {
            return Optional.empty(); // the same here
        }
    }

    /**
     * When all before it has left, stores what is not stored yet and lets the chunk go; false if it has to stay.
     *
     * @param tally of the chunk's rows, if they are stored already
     */
    private boolean finish(Chunk chunk, long turn, Optional<ChunkTally> tally) throws InterruptedException {
        if (!turns.await(turn) || !storeUntilDone(chunk, tally)) {
            turns.end();
            return false;
        }
        if (!chunk.isEmpty()) {
            metrics.committed(buffer.state().oldestAge());
        }
        buffer.commit(chunk.end());
        turns.done();
        return true;
    }

    /** Never lets go of a chunk that is not stored: the next one's commit would take it along. */
    private boolean storeUntilDone(Chunk chunk, Optional<ChunkTally> tally) throws InterruptedException {
        String lastReason = "";
        Optional<ChunkTally> tried = tally;
        while (true) {
            try {
                return tried.isPresent()
                        ? store.finish(chunk.frames(), tried.get(), patience)
                        : store.store(chunk.frames(), patience);
            } catch (IOException | RuntimeException e) {
                if (!e.toString().equals(lastReason)) {
                    log.warn("The drain cannot store what it read, trying again until it can: {}", e.toString(), e);
                    lastReason = e.toString();
                }
                tried = Optional.empty();
                if (!patience.pause(TROUBLE_PAUSE)) {
                    return false;
                }
            }
        }
    }
}
