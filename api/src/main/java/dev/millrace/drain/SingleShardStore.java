package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores chunks with a single shard, for as long as it takes. */
final class SingleShardStore implements ChunkTarget<ChunkCounts> {
    private static final Logger log = LoggerFactory.getLogger(SingleShardStore.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final ChunkStore store;

    SingleShardStore(ChunkStore store) {
        this.store = store;
    }

    @Override
    public boolean concerns(Chunk chunk) throws InterruptedException {
        try {
            return store.concerns(chunk.frames());
        } catch (IOException | RuntimeException e) {
            return true; // the thread that stores it meets the same trouble, and logs it
        }
    }

    @Override
    public Optional<ChunkCounts> attempt(Chunk chunk) throws InterruptedException {
        try {
            return store.attempt(chunk.frames());
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the same here
        }
    }

    @Override
    public Optional<List<Deferral>> finish(Chunk chunk, ChunkCounts tried, RetryPolicy retryPolicy)
            throws InterruptedException {
        return storeUntilDone(chunk, Optional.of(tried), retryPolicy);
    }

    @Override
    public Optional<List<Deferral>> store(Chunk chunk, RetryPolicy retryPolicy) throws InterruptedException {
        return storeUntilDone(chunk, Optional.empty(), retryPolicy);
    }

    /**
     * Stores a chunk for as long as it takes. A chunk that is not stored is never committed: the commit of the next one would include it.
     */
    private Optional<List<Deferral>> storeUntilDone(Chunk chunk, Optional<ChunkCounts> counts, RetryPolicy retryPolicy)
            throws InterruptedException {
        String lastReason = "";
        Optional<ChunkCounts> tried = counts;
        while (true) {
            try {
                boolean isDone = tried.isPresent()
                        ? store.finish(chunk.frames(), tried.get(), retryPolicy)
                        : store.store(chunk.frames(), retryPolicy);
                if (isDone && !lastReason.isEmpty()) {
                    log.info("ClickHouse takes rows again.");
                }
                return isDone ? Optional.of(List.of()) : Optional.empty();
            } catch (IOException | RuntimeException e) {
                if (!e.toString().equals(lastReason)) {
                    lastReason = e.toString();
                    tell(chunk, e);
                }
                tried = Optional.empty();
                if (!retryPolicy.pause(TROUBLE_PAUSE)) {
                    return Optional.empty();
                }
            }
        }
    }

    private static void tell(Chunk chunk, Exception trouble) {
        int rows = chunk.frames().stream().mapToInt(Frame::rowCount).sum();
        if (trouble instanceof IOException) {
            log.warn("{} rows could not be stored, trying again until they are: {}", rows, trouble.toString());
        } else {
            log.warn("{} rows could not be stored, trying again until they are:", rows, trouble);
        }
    }
}
