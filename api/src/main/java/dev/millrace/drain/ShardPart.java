package dev.millrace.drain;

import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk that belong to one shard, and their places in the log. For one thread at a time. */
final class ShardPart {
    private record Stretch(long from, long to) {}

    private final Shard shard;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private int rows;
    private volatile boolean mayOvertake;
    private volatile boolean isDone;
    private volatile @Nullable ChunkCounts early;

    ShardPart(Shard shard) {
        this.shard = shard;
    }

    /** Adds a frame at that position in the log, whole or in part. */
    void add(Frame frame, long from, long to) {
        frames.add(frame);
        rows += frame.rowCount();
        if (!stretches.isEmpty() && stretches.getLast().to() == from) {
            stretches.set(stretches.size() - 1, new Stretch(stretches.getLast().from(), to));
        } else {
            stretches.add(new Stretch(from, to));
        }
    }

    Shard shard() {
        return shard;
    }

    List<Frame> frames() {
        return frames;
    }

    int rows() {
        return rows;
    }

    /** Permits that the part is stored before earlier ones: no row of those changes what is stored of it. */
    void letOvertake() {
        mayOvertake = true;
    }

    /** Returns true if the part may be stored before earlier ones. */
    boolean mayOvertake() {
        return mayOvertake;
    }

    /** Notes that all rows were stored early. */
    void storedEarly(ChunkCounts counts) {
        early = counts;
    }

    /** Returns the counts of rows that were stored early, once: whatever is tried afterwards begins anew. Null if not all were. */
    @Nullable
    ChunkCounts takeEarly() {
        ChunkCounts counts = early;
        early = null;
        return counts;
    }

    /** Notes that it is stored or parked. */
    void done() {
        isDone = true;
    }

    /** Returns true if it is stored or parked. */
    boolean isDone() {
        return isDone;
    }

    /** Returns the deferrals which say that these rows are stored when those of another buffer are. */
    List<Deferral> deferredTo(Supplier<CompletionStage<Void>> stored) {
        return stretches.stream()
                .map(stretch -> new Deferral(stretch.from(), stretch.to(), stored))
                .toList();
    }
}
