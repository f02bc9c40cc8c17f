package dev.millrace.drain;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What the drain's thread does, one step at a time, for a test that stops between any two. */
public final class DrainSteps {
    private final EventBuffer buffer;
    private final ChunkStore store;

    /** The parts of a service whose drain was not started. */
    public DrainSteps(ApplicationContext context) {
        this.buffer = context.getBean(EventBuffer.class);
        this.store = context.getBean(ChunkStore.class);
    }

    /** True if there is nothing to store. */
    public boolean isEmpty() {
        return buffer.state().pendingBytes() == 0;
    }

    /** Stores and commits what is there, in chunks of a few rows. */
    public void drain(int maxRows) throws IOException, InterruptedException {
        while (!isEmpty()) {
            Chunk chunk = take(maxRows);
            store(chunk.frames());
            buffer.commit(chunk.end());
        }
    }

    /** Stores one chunk as it would be before a crash that keeps it from being committed. */
    public void storeWithoutCommit(int maxRows) throws IOException, InterruptedException {
        store(take(maxRows).frames());
    }

    /** Stores the first batches of one chunk, as a crash between two inserts would leave it. */
    public void storePartOf(int maxRows, int frames) throws IOException, InterruptedException {
        ChunkCounts counts = new ChunkCounts();
        List<Frame> rewritten = store.rewrite(take(maxRows).frames(), counts);
        store.storeBatches(rewritten.subList(0, Math.min(frames, rewritten.size())), counts, _ -> false);
    }

    private Chunk take(int maxRows) throws IOException, InterruptedException {
        return buffer.take(new BatchLimits(maxRows, 1 << 20, Duration.ZERO));
    }

    private void store(List<Frame> frames) throws IOException, InterruptedException {
        if (!store.store(frames, _ -> false)) {
            throw new IOException("ClickHouse does not take rows");
        }
    }
}
