package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.EventTable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Stores the frames of a chunk: the rewriters have a look, the batches are cut and stored in their order. For one thread, the drain's. */
@Singleton
final class ChunkStore {
    private final List<Rewriter> rewriters;
    private final BatchCutter cutter;
    private final BatchStore batches;
    private final DrainMetrics metrics;

    ChunkStore(List<Rewriter> rewriters, Collection<EventTable> tables, BatchStore batches, DrainMetrics metrics) {
        this.rewriters = List.copyOf(rewriters);
        this.cutter = new BatchCutter(tables);
        this.batches = batches;
        this.metrics = metrics;
    }

    /**
     * True when every row is stored or a dead letter; false if patience ended before.
     *
     * @throws IOException if a rewriter could not do its work; everything has to be stored again
     */
    boolean store(List<Frame> frames, BatchStore.Patience patience) throws IOException, InterruptedException {
        if (frames.isEmpty()) {
            return true;
        }
        ChunkTally tally = new ChunkTally();
        List<Frame> rewritten = rewrite(frames, tally);
        if (!storeBatches(rewritten, tally, patience)) {
            return false;
        }
        List<Frame> stored = new ArrayList<>(rewritten);
        for (Rewriter rewriter : rewriters.reversed()) {
            List<Frame> more = rewriter.amend(stored);
            tally.rewritten(0, rows(more));
            if (!storeBatches(more, tally, patience)) {
                return false;
            }
            stored.addAll(more);
        }
        metrics.done(tally);
        return true;
    }

    /** What is stored in the place of these frames. */
    List<Frame> rewrite(List<Frame> frames, ChunkTally tally) throws IOException, InterruptedException {
        List<Frame> rewritten = frames;
        for (Rewriter rewriter : rewriters) {
            int before = rows(rewritten);
            rewritten = rewriter.rewrite(rewritten);
            tally.rewritten(before, rows(rewritten));
        }
        return rewritten;
    }

    private static int rows(List<Frame> frames) {
        return frames.stream().mapToInt(Frame::rowCount).sum();
    }

    boolean storeBatches(List<Frame> frames, ChunkTally tally, BatchStore.Patience patience)
            throws InterruptedException {
        for (Batch batch : cutter.cut(frames)) {
            if (!batches.store(batch, tally, patience)) {
                return false;
            }
        }
        return true;
    }
}
