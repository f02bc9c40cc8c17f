package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the segments into one log. The writer thread appends and seals, the drain's thread reads, {@link SegmentCleaner} deletes files on
 * either thread, visitors read; the map between them is concurrent, and a segment's {@link Segment#end} is volatile.
 */
final class SegmentLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SegmentLog.class);

    private final Path directory;
    private final long segmentBytes;
    private final ChannelOpener opener;
    private final SetAside setAside;
    private final ConcurrentSkipListMap<Long, Segment> segments;

    /** The segment that is written; only for the writer. A start always begins a new one: an old file is never appended to. */
    private @Nullable Segment active;

    /** Segments that start before this position are never appended to again. Only the writer moves it. */
    private volatile long sealedBefore;

    SegmentLog(
            Path directory,
            long segmentBytes,
            ChannelOpener opener,
            SetAside setAside,
            ConcurrentSkipListMap<Long, Segment> recovered) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.opener = opener;
        this.setAside = setAside;
        this.segments = recovered;
    }

    /**
     * Writer only: makes the frames safe at {@code position}, the end of everything appended before.
     *
     * @param rowsBefore how many rows this process appended before
     */
    void append(ByteBuffer frames, long position, long rowsBefore) throws IOException {
        Segment segment = active;
        if (segment == null || isFull(segment, frames.remaining())) {
            segment = Segment.create(directory, position, rowsBefore, opener);
            active = segment;
            segments.put(position, segment);
            forceDirectory();
        }
        segment.append(frames);
    }

    private boolean isFull(Segment segment, int more) {
        long used = segment.end() - segment.base;
        return used > 0 && used + more > segmentBytes;
    }

    /**
     * Writer only: gives up the segment after a failed write or force. The rest of the failed write is truncated if possible; if not,
     * recovery ignores it, because the next segment starts before it.
     */
    void abandonActive() {
        Segment segment = active;
        active = null;
        if (segment == null) {
            return;
        }
        try {
            if (segment.end() == segment.base) {
                segments.remove(segment.base);
                segment.close();
                Files.deleteIfExists(segment.file);
            } else {
                segment.truncate();
            }
        } catch (IOException e) {
            log.warn("The failed end of buffer file {} stays in it: {}", segment.file, e.toString());
        }
    }

    /** Writer only: ends the active segment, if there is one, at {@code position}, the end of everything appended. */
    void seal(long position) {
        active = null;
        sealedBefore = position;
    }

    /** Returns the segment that holds {@code position}, or the next one if none does; null at the end of the log. */
    @Nullable
    Segment at(long position) {
        Map.Entry<Long, Segment> floor = segments.floorEntry(position);
        if (floor != null && position < floor.getValue().end()) {
            return floor.getValue();
        }
        Map.Entry<Long, Segment> next = segments.higherEntry(position);
        return next == null ? null : next.getValue();
    }

    /** {@link SegmentCleaner} only: deletes the files that lie wholly before {@code position}, except the newest. */
    void dropBefore(long position) throws IOException {
        while (segments.size() > 1) {
            Map.Entry<Long, Segment> oldest = segments.firstEntry();
            Map.Entry<Long, Segment> second = segments.higherEntry(oldest.getKey());
            if (second == null || second.getKey() > position) {
                return;
            }
            if (second.getValue().end() == second.getKey()) {
                return; // no byte of it was forced: without both, a restart would not know how far positions have grown
            }
            drop(oldest.getValue());
        }
    }

    /** Returns true if {@link #dropSealedBefore} would delete a file. */
    boolean hasSealedBefore(long position) {
        Map.Entry<Long, Segment> oldest = segments.firstEntry();
        return oldest != null && isSealedBefore(oldest.getValue(), position);
    }

    /**
     * {@link SegmentCleaner} only: deletes the sealed files that lie wholly before {@code position}, the newest too. Returns when they are gone
     * for good, even after a power cut.
     */
    void dropSealedBefore(long position) throws IOException {
        for (Segment segment : segments.values()) {
            if (!isSealedBefore(segment, position)) {
                break;
            }
            drop(segment);
        }
        forceDirectory();
    }

    private boolean isSealedBefore(Segment segment, long position) {
        return segment.base < sealedBefore && segment.end() <= position;
    }

    private void drop(Segment segment) throws IOException {
        if (!segment.isKept()) {
            Files.deleteIfExists(segment.file);
        } else if (Files.exists(segment.file)) {
            setAside.storedFile(segment.file);
        }
        segments.remove(segment.base);
        segment.close();
    }

    /** Forces a directory: a new file is only safe, and a deleted one only gone, when its directory entry is. */
    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) {
            segment.close();
        }
    }
}
