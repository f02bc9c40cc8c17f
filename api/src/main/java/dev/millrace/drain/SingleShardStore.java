package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores chunks with a single shard, for as long as it takes. */
final class SingleShardStore implements ChunkTarget {
    private static final Logger log = LoggerFactory.getLogger(SingleShardStore.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final ChunkStore store;

    SingleShardStore(ChunkStore store) {
        this.store = store;
    }

    @Override
    public ChunkAttempt begin(Chunk chunk) throws InterruptedException {
        return new Attempt(chunk, concerns(chunk));
    }

    private boolean concerns(Chunk chunk) throws InterruptedException {
        try {
            return store.concerns(chunk.frames());
        } catch (IOException | RuntimeException e) {
            return true; // the thread that stores it meets the same trouble, and logs it
        }
    }

    /** Stores one chunk. */
    private final class Attempt implements ChunkAttempt {
        private final Chunk chunk;
        private final boolean isAlone;

        /** The counts of rows that were stored early; null if not all were. */
        private @Nullable ChunkCounts early;

        Attempt(Chunk chunk, boolean isAlone) {
            this.chunk = chunk;
            this.isAlone = isAlone;
        }

        @Override
        public boolean isAlone() {
            return isAlone;
        }

        @Override
        public void moveEarly() throws InterruptedException {
            try {
                early = store.attempt(chunk.frames()).orElse(null);
            } catch (IOException | RuntimeException e) {
                early = null; // finish meets the same trouble, and logs it
            }
        }

        /** Stores for as long as it takes. A chunk that is not stored is never committed: the commit of the next one would include it. */
        @Override
        public Optional<List<Deferral>> finish(RetryPolicy retryPolicy) throws InterruptedException {
            String lastReason = "";
            while (true) {
                try {
                    boolean isDone = store.finish(chunk.frames(), early, retryPolicy);
                    if (isDone && !lastReason.isEmpty()) {
                        log.info("ClickHouse takes rows again.");
                    }
                    return isDone ? Optional.of(List.of()) : Optional.empty();
                } catch (IOException | RuntimeException e) {
                    if (!e.toString().equals(lastReason)) {
                        lastReason = e.toString();
                        tell(chunk, e);
                    }
                    early = null;
                    if (!retryPolicy.pause(TROUBLE_PAUSE)) {
                        return Optional.empty();
                    }
                }
            }
        }
    }

    private static void tell(Chunk chunk, Exception trouble) {
        int rows = chunk.frames().stream().mapToInt(Frame::rowCount).sum();
        if (trouble instanceof IOException) {
            log.atWarn()
                    .addKeyValue("rows", rows)
                    .log("{} rows could not be stored, trying again until they are: {}", rows, trouble.toString());
        } else {
            log.atWarn()
                    .addKeyValue("rows", rows)
                    .setCause(trouble)
                    .log("{} rows could not be stored, trying again until they are:", rows);
        }
    }
}
