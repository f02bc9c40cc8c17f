package dev.millrace.buffer.disk;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferRows;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Keeps two logs whose chunks take turns: one for appends of a few days, which is nearly all, and one for appends of many days. ClickHouse
 * makes a part of each day, so an append of a year takes seconds to store. The appends of other senders wait only for a few days of it,
 * because {@link DaySlicer} cuts the chunks of the second log.
 *
 * <p>The drain sees one sequence of chunks, and its guarantees about their order hold. An append of many days may come later in that
 * sequence than appends that were made after it, as if another node had taken it: versions decide which row wins. An edit, a deletion or an
 * erasure is one row, or two with its row in the archive, and of at most two days, so it is never in the second log when it comes alone.
 *
 * <p>A position of the second log is recognised by its size.
 */
final class FairBuffer implements EventBuffer {
    private static final long MANY = 1L << 62;

    /** The longest linger of the first log while the second one waits for its turn. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final DiskBuffer few;
    private final DiskBuffer many;
    private final int fewDays;

    /** Slices of the second log's last chunk that the drain has not taken. Only for the thread that takes. */
    private final Queue<Chunk> slices = new ArrayDeque<>();

    /** Deferrals of committed slices, until the last slice of the chunk is committed. Only for the thread that commits. */
    private final List<Deferral> deferred = new ArrayList<>();

    private boolean wasMany;

    /**
     * @param many for appends of many days
     * @param fewDays an append of more days goes to {@code many}; a chunk of it has that many days
     */
    FairBuffer(DiskBuffer few, DiskBuffer many, int fewDays) {
        this.few = few;
        this.many = many;
        this.fewDays = fewDays;
    }

    @Override
    public AppendResult append(ByteBuffer frames) {
        return (FrameCodec.hasMoreDays(frames, fewDays) ? many : few).append(frames);
    }

    @Override
    public Chunk take(BatchLimits limits) throws IOException, InterruptedException {
        boolean hasMany = !slices.isEmpty() || many.hasUnread();
        wasMany = hasMany && (!wasMany || !few.hasUnread());
        if (wasMany) {
            return takeSlice(limits);
        }
        boolean hurries = hasMany && limits.maxAge().compareTo(SOON) > 0;
        return few.take(hurries ? new BatchLimits(limits.maxRows(), limits.maxBytes(), SOON) : limits);
    }

    private Chunk takeSlice(BatchLimits limits) throws IOException, InterruptedException {
        if (slices.isEmpty()) {
            Chunk chunk = many.take(new BatchLimits(limits.maxRows(), limits.maxBytes(), Duration.ZERO));
            slices.addAll(DaySlicer.of(chunk, fewDays, MANY));
        }
        return slices.remove();
    }

    @Override
    public void commit(long end, List<Deferral> deferrals) {
        if (end < MANY) {
            few.commit(end, deferrals);
            return;
        }
        for (Deferral deferral : deferrals) {
            deferred.add(new Deferral(deferral.from() - MANY, deferral.to() - MANY, deferral.stored()));
        }
        if (!DaySlicer.isUnfinished(end)) {
            many.commit(end - MANY, List.copyOf(deferred));
            deferred.clear();
        }
    }

    @Override
    public void visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException {
        boolean[] goesOn = {true};
        for (DiskBuffer log : List.of(few, many)) {
            if (goesOn[0]) {
                log.visitPending(frame -> {
                    goesOn[0] = visitor.test(frame);
                    return goesOn[0];
                });
            }
        }
    }

    @Override
    public void retireFiles() {
        few.retireFiles();
        many.retireFiles();
    }

    @Override
    public Optional<AppendResult.Refused> refusal() {
        // While the second log is full, only appends of many days are refused, by itself.
        return few.refusal();
    }

    @Override
    public BufferState state() {
        BufferState first = few.state();
        BufferState second = many.state();
        return new BufferState(
                first.pendingBytes() + second.pendingBytes(),
                first.maxBytes(),
                first.maxAppendBytes(),
                sum(first.rows(), second.rows()),
                first.oldestAge().compareTo(second.oldestAge()) > 0 ? first.oldestAge() : second.oldestAge(),
                first.failure() == null ? second.failure() : first.failure());
    }

    private static BufferRows sum(BufferRows first, BufferRows second) {
        return new BufferRows(
                first.pending() + second.pending(),
                first.recovered() + second.recovered(),
                first.setAside() + second.setAside());
    }

    @Override
    public void close() {
        few.close();
        many.close();
    }
}
