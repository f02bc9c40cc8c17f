package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.clickhouse.table.EventTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stores the frames of a chunk: the rewriters change them, the frames are cut into batches, and the batches are stored in their order.
 * {@link #store} and {@link #finish} are called in the order of the chunks; {@link #concerns} and {@link #attempt} may run concurrently
 * with them.
 */
@EachBean(Shard.class)
final class ChunkStore {
    private final List<Rewriter> rewriters;
    private final BatchCutter cutter;
    private final BatchStore batches;
    private final DrainMetrics metrics;
    private final UnaryOperator<List<Frame>> own;

    /** Held while a chunk is finished: with a replicated log, chunks of several sources may be in their turn at the same time. */
    private final ReentrantLock finishing = new ReentrantLock();

    /** Rewriters are not made for several threads. */
    private final ReentrantLock rewriting = new ReentrantLock();

    @Inject
    ChunkStore(
            Shard shard,
            Shards shards,
            ShardCutter shardCutter,
            Collection<EventTable> tables,
            @Parameter BatchStore batches,
            DrainMetrics metrics) {
        this(
                shards.allOf(shard, Rewriter.class),
                tables,
                batches,
                metrics,
                shards.count() == 1 ? frames -> frames : frames -> shardCutter.of(shard, frames));
    }

    /** @param own removes rows that a rewriter made and that belong to another shard, whose own rewriter makes them, too */
    ChunkStore(
            List<Rewriter> rewriters,
            Collection<EventTable> tables,
            BatchStore batches,
            DrainMetrics metrics,
            UnaryOperator<List<Frame>> own) {
        this.rewriters = List.copyOf(rewriters);
        this.cutter = new BatchCutter(tables);
        this.batches = batches;
        this.metrics = metrics;
        this.own = own;
    }

    /** Returns true if a rewriter has to see these frames when everything before them is stored. Called in the order of the chunks. */
    boolean concerns(List<Frame> frames) throws IOException, InterruptedException {
        rewriting.lock();
        try {
            for (Rewriter rewriter : rewriters) {
                if (rewriter.concerns(frames)) {
                    return true;
                }
            }
            return false;
        } finally {
            rewriting.unlock();
        }
    }

    /**
     * Attempts to store frames that no rewriter changes; may run concurrently with other attempts.
     *
     * @return the counts for {@link #finish}; empty if not all rows were stored, so that the chunk has to be stored by {@link #store}
     */
    Optional<ChunkCounts> attempt(List<Frame> frames) throws IOException, InterruptedException {
        if (concernsNow(frames)) {
            return Optional.empty();
        }
        ChunkCounts counts = new ChunkCounts();
        for (Batch batch : cutter.cut(frames)) {
            if (!batches.attempt(batch, counts)) {
                return Optional.empty();
            }
        }
        return Optional.of(counts);
    }

    /**
     * Stores frames when all chunks before them are done, or finishes them if {@link #attempt} stored them: other nodes may since have
     * stored rows that concern them. Returns true when all is done, false if the retry policy ended before.
     *
     * @param early what {@link #attempt} returned, null if it stored nothing or not all
     * @throws IOException if a rewriter could not do its work; everything has to be stored again
     */
    boolean finish(List<Frame> frames, @Nullable ChunkCounts early, RetryPolicy retryPolicy)
            throws IOException, InterruptedException {
        finishing.lockInterruptibly();
        try {
            return (early == null || concernsNow(frames))
                    ? store(frames, retryPolicy)
                    : amend(frames, early, retryPolicy);
        } finally {
            finishing.unlock();
        }
    }

    private boolean concernsNow(List<Frame> frames) throws IOException, InterruptedException {
        refresh(frames);
        return concerns(frames);
    }

    private void refresh(List<Frame> frames) throws IOException, InterruptedException {
        rewriting.lock();
        try {
            for (Rewriter rewriter : rewriters) {
                rewriter.refresh(frames);
            }
        } catch (IOException e) {
            // While ClickHouse is away this fails before any insert does; an operator sees the same trouble.
            metrics.tryLater();
            throw e;
        } finally {
            rewriting.unlock();
        }
    }

    /**
     * Stores frames. Returns true when every row is stored or a dead letter; false if the retry policy ended before. One chunk at a time.
     *
     * @throws IOException if a rewriter could not do its work; everything has to be stored again
     */
    boolean store(List<Frame> frames, RetryPolicy retryPolicy) throws IOException, InterruptedException {
        if (frames.isEmpty()) {
            return true;
        }
        ChunkCounts counts = new ChunkCounts();
        List<Frame> rewritten = rewrite(frames, counts);
        if (!storeBatches(rewritten, counts, retryPolicy)) {
            return false;
        }
        refresh(rewritten);
        return amend(rewritten, counts, retryPolicy);
    }

    /** Returns the frames that are to be stored in the place of these. */
    List<Frame> rewrite(List<Frame> frames, ChunkCounts counts) throws IOException, InterruptedException {
        refresh(frames);
        rewriting.lock();
        try {
            List<Frame> rewritten = frames;
            for (Rewriter rewriter : rewriters) {
                int before = rows(rewritten);
                rewritten = rewriter.rewrite(rewritten);
                counts.rewritten(before, rows(rewritten));
            }
            List<Frame> owned = own.apply(rewritten);
            counts.rewritten(rows(rewritten), rows(owned));
            return owned;
        } finally {
            rewriting.unlock();
        }
    }

    private boolean amend(List<Frame> rewritten, ChunkCounts counts, RetryPolicy retryPolicy)
            throws IOException, InterruptedException {
        List<Frame> stored = new ArrayList<>(rewritten);
        for (Rewriter rewriter : rewriters.reversed()) {
            List<Frame> more = amendments(rewriter, stored);
            counts.rewritten(0, rows(more));
            if (!storeBatches(more, counts, retryPolicy)) {
                return false;
            }
            stored.addAll(more);
        }
        metrics.done(counts);
        return true;
    }

    private List<Frame> amendments(Rewriter rewriter, List<Frame> stored) throws IOException, InterruptedException {
        rewriting.lock();
        try {
            return own.apply(rewriter.amend(stored));
        } finally {
            rewriting.unlock();
        }
    }

    private static int rows(List<Frame> frames) {
        return frames.stream().mapToInt(Frame::rowCount).sum();
    }

    boolean storeBatches(List<Frame> frames, ChunkCounts counts, RetryPolicy retryPolicy) throws InterruptedException {
        for (Batch batch : cutter.cut(frames)) {
            if (!batches.store(batch, counts, retryPolicy)) {
                return false;
            }
        }
        return true;
    }
}
