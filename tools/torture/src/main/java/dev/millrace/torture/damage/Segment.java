package dev.millrace.torture.damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Reads a file of the buffer by a second implementation of its format: see {@code FrameCodec} and {@code Segment} of the service.
 *
 * @param base position of the first frame, by the file's name
 */
record Segment(Path file, long base, byte[] bytes) {
    static final int HEADER_BYTES = 24;

    private static final int FRAME_HEADER_BYTES = 17;
    private static final int CHECKED_FROM = 8;
    private static final int MAX_ROWS_BYTES = 4 << 20;

    /** A frame from one offset in the file to another, with the request_ids of its rows. */
    record Frame(int from, int to, Set<Long> ids) {}

    /** The segments of a buffer, oldest first. */
    static List<Segment> all(Path bufferDir) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(bufferDir)) {
            List<Path> sorted = files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
            for (Path file : sorted) {
                segments.add(read(file));
            }
        }
        return segments;
    }

    static Segment read(Path file) throws IOException {
        String name = file.getFileName().toString();
        return new Segment(file, Long.parseLong(name.substring(0, name.indexOf('.'))), Files.readAllBytes(file));
    }

    /** Reads the position up to which everything is stored; 0 if that cannot be read. */
    static long committed(Path bufferDir) throws IOException {
        byte[] bytes = Files.readAllBytes(bufferDir.resolve("committed"));
        return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    /** Returns true if the service takes it for one of its files. */
    boolean hasGoodHeader() {
        if (bytes.length < HEADER_BYTES) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("MILLRACE")
                && header.getInt(8) == 1
                && header.getLong(16) == base;
    }

    /** The whole frames from a position on. */
    List<Frame> framesFrom(long position) {
        return walk(position).frames;
    }

    /**
     * Returns the ranges from a position on that hold no whole frame. A damaged frame is one; if its length is damaged too, everything
     * after it is.
     */
    List<Range> damageFrom(long position) {
        return walk(position).damage;
    }

    /** Bytes of the file, by their offsets. */
    record Range(int from, int to) {
        boolean touches(Frame frame) {
            return frame.to > from && frame.from < to;
        }
    }

    private record Walk(List<Frame> frames, List<Range> damage) {}

    private Walk walk(long position) {
        Walk walk = new Walk(new ArrayList<>(), new ArrayList<>());
        int offset = offsetOf(position);
        while (offset < bytes.length) {
            int next = endOfFrameAt(offset);
            if (next > 0) {
                walk.frames.add(new Frame(offset, next, ids(offset, next)));
            } else {
                int claimed = claimedEndAt(offset);
                next = claimed > 0 && endOfFrameAt(claimed) > 0 ? claimed : bytes.length;
                walk.damage.add(new Range(offset, next));
            }
            offset = next;
        }
        return walk;
    }

    int offsetOf(long position) {
        return (int) (HEADER_BYTES + Math.max(position - base, 0));
    }

    /** Returns the position after its last byte. */
    long end() {
        return base + Math.max(bytes.length - HEADER_BYTES, 0);
    }

    private int endOfFrameAt(int offset) {
        int end = claimedEndAt(offset);
        if (end < 0) {
            return -1;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset + CHECKED_FROM, end - offset - CHECKED_FROM);
        return (int) crc.getValue() == numbers().getInt(offset + 4) ? end : -1;
    }

    /** Returns the end of the frame by its length; -1 if that is impossible. */
    private int claimedEndAt(int offset) {
        if (offset + FRAME_HEADER_BYTES > bytes.length) {
            return -1;
        }
        int rows = numbers().getInt(offset);
        boolean fits = rows >= 1 && rows <= MAX_ROWS_BYTES && offset + FRAME_HEADER_BYTES + rows <= bytes.length;
        return fits ? offset + FRAME_HEADER_BYTES + rows : -1;
    }

    private ByteBuffer numbers() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Rows are request_id, user_id, created_at, page_url, version, is_deleted. */
    private Set<Long> ids(int from, int to) {
        Set<Long> ids = new HashSet<>();
        ByteBuffer rows = ByteBuffer.wrap(bytes, from + FRAME_HEADER_BYTES, to - from - FRAME_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        while (rows.hasRemaining()) {
            ids.add(rows.getLong());
            rows.position(rows.position() + Integer.BYTES + Long.BYTES);
            int length = varint(rows);
            rows.position(rows.position() + length + Long.BYTES + 1);
        }
        return ids;
    }

    private static int varint(ByteBuffer bytes) {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
