package dev.millrace.buffer.disk;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.BufferState;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffer on local disk: {@link GroupCommit} makes appends safe, {@link ChunkReader} reads them for the drain, {@link SegmentCleaner}
 * deletes what is stored, {@link PendingFrames} shows what is not, and {@link BufferPositions} knows how far each has come.
 */
public final class DiskBuffer implements EventBuffer {
    private static final Logger log = LoggerFactory.getLogger(DiskBuffer.class);

    /** Each visitor needs memory for the largest frame and a share of the disk that appends use. */
    private static final int VISITORS_AT_ONCE = 2;

    private final DiskBufferConfig config;
    private final ChannelOpener opener;
    private final DirectoryLock directoryLock;
    private final CommitFile commitFile;
    private final SegmentLog segments;
    private final GroupCommit group;
    private final BufferPositions positions;
    private final ChunkReader reader;
    private final SegmentCleaner cleaner;
    private final Semaphore visitors = new Semaphore(VISITORS_AT_ONCE, true);

    /** Appends are refused until this position is committed. Set when there was no room; otherwise not after what is committed. */
    private volatile long fullUntil;

    private DiskBuffer(
            Path directory,
            DiskBufferConfig config,
            ChannelOpener opener,
            DirectoryLock directoryLock,
            CommitFile commitFile,
            DiskMetrics metrics)
            throws IOException {
        this.config = config;
        this.opener = opener;
        this.directoryLock = directoryLock;
        this.commitFile = commitFile;
        SetAside setAside = new SetAside(directory);
        Recovery.Recovered recovered = new Recovery(directory, opener, setAside).recover(commitFile.read());
        this.segments = new SegmentLog(directory, config.segmentBytes(), opener, setAside, recovered.segments());
        this.cleaner = new SegmentCleaner(commitFile, segments, recovered.committed());
        this.positions = new BufferPositions(recovered);
        this.group =
                new GroupCommit(segments, config, recovered.end(), positions::becomeDurable, cleaner::sealed, metrics);
        this.reader = new ChunkReader(segments, setAside);
    }

    /**
     * Opens the buffer in a directory, made if missing, and recovers what is there.
     *
     * @throws DirectoryInUseException if another process has it
     */
    public static DiskBuffer open(Path directory, DiskBufferConfig config, ChannelOpener opener, MeterRegistry registry)
            throws IOException {
        Files.createDirectories(directory);
        DirectoryLock directoryLock = DirectoryLock.take(directory);
        try {
            CommitFile commitFile = CommitFile.open(directory, opener);
            DiskBuffer buffer =
                    new DiskBuffer(directory, config, opener, directoryLock, commitFile, new DiskMetrics(registry));
            buffer.group.start();
            return buffer;
        } catch (IOException | RuntimeException e) {
            directoryLock.close();
            throw e;
        }
    }

    @Override
    public AppendResult append(ByteBuffer frames) {
        int size = frames.remaining();
        long most = Math.min(config.maxPendingBytes(), config.maxBytes());
        if (size > most) {
            return AppendRefusals.tooLarge(size, most);
        }
        return switch (group.enter(frames, positions.committed() + config.maxBytes())) {
            case CommitQueue.Entry.Joined(CompletableFuture<Void> onDisk, long end) ->
                new AppendResult.Taken(
                        onDisk,
                        () -> positions.whenCommitted(end - size, end, false),
                        () -> positions.whenCommitted(end - size, end, true));
            case CommitQueue.Entry.TooFar(long excess) -> {
                // a hundredth more than this request needs: the next ones need room, too
                long missing = excess + config.maxBytes() / 100;
                // More than there is cannot be drained.
                fullUntil = Math.min(positions.committed() + missing, group.appended());
                yield full(missing);
            }
            case CommitQueue.Entry.NotNow _ -> AppendRefusals.SLOW_DISK;
            case CommitQueue.Entry.Failing(String reason) -> AppendRefusals.failing(reason);
            case CommitQueue.Entry.Closed _ -> AppendRefusals.CLOSED;
        };
    }

    private AppendResult.Refused full(long missing) {
        return positions.full(group.appended() - positions.committed(), missing);
    }

    @Override
    public Chunk take(BatchLimits limits) throws IOException, InterruptedException {
        BufferPositions.Unread unread = positions.awaitUnread(limits);
        if (unread == null) {
            return new Chunk(List.of(), positions.read());
        }
        ChunkReader.Read found = reader.read(unread.from(), unread.to(), unread.rowsBeforeTo(), limits);
        positions.taken(found);
        return found.chunk();
    }

    /** Returns true if {@link #take} would not wait for an append. */
    boolean hasUnread() {
        return positions.hasUnread();
    }

    @Override
    public void commit(long end, List<Deferral> deferred) {
        if (end <= positions.committed()) {
            return;
        }
        List<Deferrals.Wait> waits = positions.commit(end, deferred);
        reader.committed(end);
        cleaner.storedBefore(end);
        waits.forEach(Deferrals.Wait::complete);
    }

    @Override
    public void visitPending(Predicate<Frame> visitor) throws IOException, InterruptedException {
        visitors.acquire();
        try {
            long to = awaitSafe(group.appended());
            new PendingFrames(segments, opener, positions::committed).visit(to, visitor);
        } finally {
            visitors.release();
        }
    }

    private long awaitSafe(long position) throws IOException, InterruptedException {
        long durable = positions.awaitDurable(position);
        if (positions.isClosed()) {
            throw new IOException("The buffer is closed.");
        }
        if (durable >= position) {
            return durable;
        }
        String failure = group.failure();
        throw new IOException(failure != null ? failure : "The buffer's disk takes too long to write what came in.");
    }

    @Override
    public void retireFiles() {
        group.seal();
    }

    @Override
    public Optional<AppendResult.Refused> refusal() {
        String failure = group.failure();
        if (failure != null) {
            return Optional.of(AppendRefusals.failing(failure));
        }
        long missing = fullUntil - positions.committed();
        return missing > 0 ? Optional.of(full(missing)) : Optional.empty();
    }

    @Override
    public BufferState state() {
        // Committed first, as both only grow: an append in between makes pending bytes too many, never negative.
        long committed = positions.committed();
        return new BufferState(
                group.appended() - committed,
                config.maxBytes(),
                config.maxPendingBytes(),
                positions.rows(group::appendedRows),
                positions.oldestAge(),
                group.failure());
    }

    @Override
    public void close() {
        try {
            group.close();
            positions.close();
            segments.close();
            commitFile.close();
            directoryLock.close();
        } catch (IOException e) {
            log.warn("Closing the buffer: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
