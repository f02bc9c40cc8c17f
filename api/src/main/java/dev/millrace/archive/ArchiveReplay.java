package dev.millrace.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A replay and its progress. Thread-safe, but for {@link #run}, which is called once. */
final class ArchiveReplay {
    private static final Logger log = LoggerFactory.getLogger(ArchiveReplay.class);

    /** The progress of a replay. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        STOPPED
    }

    private final long id;
    private final ReplayRequest request;
    private final ShardedArchiveReader reader;
    private final ReplayAppender feed;
    private final int maxEventBytes;
    private final ReplayCounts counts = new ReplayCounts();
    private volatile Progress progress = new Progress(State.WAITING, 0, null, ReplayCounts.Snapshot.NONE, "");

    /**
     * The progress at one moment.
     *
     * @param total how many rows the archive had when it began; some may be the same event
     * @param readTo when the last event that was read had been received; null before the first
     * @param error why it failed, else empty
     */
    record Progress(State state, long total, @Nullable Instant readTo, ReplayCounts.Snapshot counts, String error) {
        boolean isOver() {
            return state != State.WAITING && state != State.RUNNING;
        }
    }

    /** @param maxEventBytes the longest event that the rules of now let pass */
    ArchiveReplay(long id, ReplayRequest request, ShardedArchiveReader reader, ReplayAppender feed, int maxEventBytes) {
        this.id = id;
        this.request = request;
        this.reader = reader;
        this.feed = feed;
        this.maxEventBytes = maxEventBytes;
    }

    long id() {
        return id;
    }

    ReplayRequest request() {
        return request;
    }

    Progress progress() {
        return progress;
    }

    /** Returns when it is over; an interrupt stops it. */
    void run() {
        try {
            replay();
            log.info(
                    "Replay {} of {} is done: {} events.",
                    id,
                    request.kind().name(),
                    progress.counts().read());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(State.STOPPED, "");
        } catch (IOException | RuntimeException e) {
            log.warn("Replay {} of {} failed: {}", id, request.kind().name(), e.toString());
            end(State.FAILED, "The log says why: Replay %s.".formatted(id));
        }
    }

    private void replay() throws IOException, InterruptedException {
        feed.awaitArchived(request.received().to());
        long total = reader.count(request);
        progress = new Progress(State.RUNNING, total, null, ReplayCounts.Snapshot.NONE, "");
        List<CompletableFuture<Void>> unstored = new ArrayList<>();
        List<ArchivedEvent> events = reader.page(request, 0, feed.pieceBytes());
        while (!events.isEmpty()) {
            ReplayBatch piece = new ReplayBatch(request.kind(), events, maxEventBytes, counts);
            ByteBuffer frames = piece.frames();
            if (!request.isDryRun() && frames.hasRemaining()) {
                // Wait for each stage: rows of an earlier piece may be parked when those of the last one are stored.
                unstored.removeIf(CompletableFuture::isDone);
                unstored.add(feed.append(frames, piece.accepted()));
            }
            ArchivedEvent newest = events.getLast();
            progress = new Progress(State.RUNNING, total, newest.receivedAt(), counts.snapshot(), "");
            events = reader.page(request, newest.version(), feed.pieceBytes());
        }
        awaitStored(unstored);
        end(State.DONE, "");
    }

    private static void awaitStored(List<CompletableFuture<Void>> pieces) throws IOException, InterruptedException {
        try {
            Void _ = CompletableFuture.allOf(pieces.toArray(CompletableFuture[]::new))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("nobody knows whether the rows are stored: " + e.getCause(), e);
        }
    }

    private void end(State state, String error) {
        Progress reached = progress;
        progress = new Progress(state, reached.total(), reached.readTo(), reached.counts(), error);
    }
}
