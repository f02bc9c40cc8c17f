package dev.millrace.archive;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.drain.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Appends replayed rows to the buffer, and leaves room there for new events. Thread-safe; blocks. */
@Singleton
final class ReplayAppender {
    /** A replay goes on when no more than this is pending: enough to keep the drain busy. */
    private static final long WAITING_BYTES = 64L << 20;

    private static final int PIECE_BYTES = 4 << 20;
    private static final long POLL_MILLIS = 100;

    private final EventBuffer buffer;
    private final Backlog waiting;
    private final Counter rows;

    ReplayAppender(EventBuffer buffer, Backlog waiting, MeterRegistry registry) {
        this.buffer = buffer;
        this.waiting = waiting;
        this.rows = Counter.builder("millrace.replay.rows")
                .description("Rows of replayed events that were taken into the buffer")
                .register(registry);
    }

    /** Returns how many bytes of text may become the rows of one append. */
    int pieceBytes() {
        return Math.min(PIECE_BYTES, buffer.state().maxAppendBytes() / 2);
    }

    /**
     * Waits until there is room, then until the frames are safe on disk.
     *
     * @param rowCount how many rows they have
     * @return completes when they are stored
     * @throws IOException if they may not be safe; appending them again is harmless
     */
    CompletableFuture<Void> append(ByteBuffer frames, int rowCount) throws IOException, InterruptedException {
        while (true) {
            if (hasRoom() && buffer.append(frames.duplicate()) instanceof AppendResult.Taken taken) {
                rows.increment(rowCount);
                await(taken);
                return taken.stored().get().toCompletableFuture();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private boolean hasRoom() {
        BufferState state = buffer.state();
        return state.pendingBytes() <= Math.min(WAITING_BYTES, state.maxBytes() / 2);
    }

    private static void await(AppendResult.Taken taken) throws IOException, InterruptedException {
        try {
            taken.onDisk().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the buffer's disk did not take the rows: " + e.getCause(), e);
        }
    }

    /** Waits until no archived event that came before then is on its way to ClickHouse, parked or not. */
    void awaitArchived(Instant receivedBefore) throws IOException, InterruptedException {
        while (isArchivedPending(receivedBefore.toEpochMilli())) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private boolean isArchivedPending(long receivedBefore) throws IOException, InterruptedException {
        AtomicBoolean isPending = new AtomicBoolean();
        waiting.visit(frame -> {
            isPending.set(isArchived(frame, receivedBefore));
            return !isPending.get();
        });
        return isPending.get();
    }

    /** Looks at the first row: all rows of a frame came with one request. */
    private static boolean isArchived(Frame frame, long receivedBefore) {
        return frame.table() == ArchiveTable.EVENTS.id()
                && ArchivedRow.receivedAt(frame.rows().duplicate()) < receivedBefore;
    }
}
