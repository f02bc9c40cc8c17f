package dev.millrace.buffer.disk;

import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the log that an earlier process left. Only the newest file can have a torn end, so only that one is read completely; earlier damage
 * is found and set aside when the drain reads it. So a start takes the time of one segment, however large the backlog is.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /**
     * The log of an earlier process.
     *
     * @param oldestAge how long the oldest pending frame has waited, counted from the time at which its file was made
     */
    record Recovered(ConcurrentSkipListMap<Long, Segment> segments, long committed, long end, Duration oldestAge) {}

    private final Path directory;
    private final ChannelOpener opener;
    private final SetAside setAside;

    Recovery(Path directory, ChannelOpener opener, SetAside setAside) {
        this.directory = directory;
        this.opener = opener;
        this.setAside = setAside;
    }

    /** @param committed the position in the commit file, or {@link CommitFile#UNKNOWN} */
    Recovered recover(long committed) throws IOException {
        ConcurrentSkipListMap<Long, Segment> segments = openAll();
        limitToNext(segments);
        if (segments.isEmpty()) {
            long start = Math.max(committed, 0);
            return new Recovered(segments, start, start, Duration.ZERO);
        }
        long first = segments.firstEntry().getValue().base;
        sayIfMissing(Math.max(committed, 0), segments.firstEntry().getValue());
        Segment newest = segments.lastEntry().getValue();
        cutTornEnd(newest, Math.max(committed, newest.base));
        // The system kept whole frames after the last force, but perhaps the disk did not: the next file must not
        // outlive them.
        newest.force();
        long end = newest.end();
        if (end == newest.base) {
            segments.remove(newest.base);
            newest.close();
            if (newest.isKept()) {
                setAside.storedFile(newest.file);
            } else {
                Files.delete(newest.file);
            }
        }
        long start = Math.max(committed, first);
        if (start > end) {
            log.warn("The buffer's files end at position {}, but {} was committed: going on from there.", end, start);
            end = start;
        }
        log.info("The buffer holds {} bytes in {} files that wait for the drain.", end - start, segments.size());
        return new Recovered(segments, start, end, start < end ? age(segments, start) : Duration.ZERO);
    }

    private static void sayIfMissing(long committed, Segment first) {
        if (committed < first.base) {
            log.error(
                    "The buffer misses positions {} to {}: {} is its first file. After a power cut they may be stored all the same, as the"
                            + " note of that can be older.",
                    committed,
                    first.base,
                    first.file.getFileName());
        }
    }

    /** Returns the age of the file that holds {@code position}; zero if the clock went back. */
    private static Duration age(ConcurrentSkipListMap<Long, Segment> segments, long position) {
        Map.Entry<Long, Segment> file = segments.floorEntry(position);
        if (file == null || file.getValue().madeAtSeconds == 0) {
            return Duration.ZERO;
        }
        long seconds = System.currentTimeMillis() / 1000 - file.getValue().madeAtSeconds;
        return Duration.ofSeconds(Math.max(0, seconds));
    }

    private ConcurrentSkipListMap<Long, Segment> openAll() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(Segment::isSegment)
                    .sorted(Comparator.comparing(Path::getFileName))
                    .forEach(files::add);
        }
        ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
        for (Path file : files) {
            try {
                Segment segment = Segment.open(file, opener);
                segments.put(segment.base, segment);
            } catch (DamagedSegmentException e) {
                setAside.file(file, e.reason());
            }
        }
        return segments;
    }

    /** Ends each file at the start of the next: what lies after that was left by a failed write and written again in the next file. */
    private static void limitToNext(ConcurrentSkipListMap<Long, Segment> segments) {
        for (Segment segment : segments.values()) {
            Map.Entry<Long, Segment> next = segments.higherEntry(segment.base);
            if (next == null) {
                continue;
            }
            if (segment.end() < next.getKey()) {
                log.error(
                        "The buffer misses positions {} to {}: {} is followed by {}.",
                        segment.end(),
                        next.getKey(),
                        segment.file.getFileName(),
                        next.getValue().file.getFileName());
            }
            if (segment.end() > next.getKey()) {
                // An earlier start found no room to set that end aside, or the system did not permit to truncate a
                // failed write.
                segment.keepFile();
                segment.endsAt(next.getKey());
            }
        }
    }

    private void cutTornEnd(Segment segment, long from) throws IOException {
        long whole = endOfWholeFrames(segment, Math.min(from, segment.end()));
        if (whole < segment.end()) {
            setAside.range(segment, whole, segment.end());
            segment.endsAt(whole);
            if (!segment.isKept()) {
                segment.truncate();
            }
        }
    }

    private static long endOfWholeFrames(Segment segment, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.HEADER_BYTES + FrameCodec.MAX_ROWS_BYTES);
        long position = from;
        while (position < segment.end()) {
            bytes.clear();
            segment.read(position, bytes);
            bytes.flip();
            while (FrameCodec.read(bytes) != null) {
                // counts by moving on
            }
            if (bytes.position() > 0) {
                position += bytes.position();
                continue;
            }
            long next = DamageScan.endOf(segment::read, position, segment.end());
            if (next == segment.end()) {
                return position;
            }
            position = next; // whole frames follow: the drain will set the damage between them aside
        }
        return position;
    }
}
