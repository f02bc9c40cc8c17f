package dev.millrace.drain;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.ChunkSource;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** One of the lines in which a service's chunks go, each moved when a test says so. For one thread at a time. */
public final class DrainLine {
    private static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final ChunkSource source;
    private final ChunkTarget target;
    private final DrainMetrics metrics;

    DrainLine(String name, ChunkSource source, ChunkTarget target, DrainMetrics metrics) {
        this.name = name;
        this.source = source;
        this.target = target;
        this.metrics = metrics;
    }

    /** What it is called: the drain, or a shard's own. */
    public String name() {
        return name;
    }

    /** True if there is nothing to store. */
    public boolean isEmpty() {
        return source.pendingBytes() == 0;
    }

    /**
     * Takes a chunk and does with it all that the drain does.
     *
     * @param goesOn asked before anything is tried again
     */
    public void storeNext(int maxRows, BooleanSupplier goesOn) throws InterruptedException {
        BatchLimits limits = new BatchLimits(maxRows, MAX_BYTES, Duration.ZERO);
        // No pause: what does not work now does, or never will.
        new ChunkPipeline(source, target, metrics::committed, limits, false, _ -> goesOn.getAsBoolean()).storeNext();
    }
}
