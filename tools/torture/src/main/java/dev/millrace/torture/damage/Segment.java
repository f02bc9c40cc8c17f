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
 * What is in a file of the buffer, read by a second implementation of its format: see {@code FrameCodec} and {@code Segment} of the
 * service.
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

    /** Up to which position everything is stored; 0 if that cannot be read. */
    static long committed(Path bufferDir) throws IOException {
        byte[] bytes = Files.readAllBytes(bufferDir.resolve("committed"));
        return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    /** True if the service takes it for one of its files. */
    boolean hasGoodHeader() {
        if (bytes.length < HEADER_BYTES) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("MILLRACE")
                && header.getInt(8) == 1
                && header.getLong(16) == base;
    }

    /** The whole frames from a position on, without a gap. */
    List<Frame> framesFrom(long position) {
        List<Frame> frames = new ArrayList<>();
        int offset = offsetOf(position);
        int next = endOfFrameAt(offset);
        while (next > 0) {
            frames.add(new Frame(offset, next, ids(offset, next)));
            offset = next;
            next = endOfFrameAt(offset);
        }
        return frames;
    }

    /** Where the whole frames from a position on end, as an offset. */
    int endOfWholeFrames(long position) {
        List<Frame> frames = framesFrom(position);
        return frames.isEmpty() ? offsetOf(position) : frames.getLast().to();
    }

    int offsetOf(long position) {
        return (int) (HEADER_BYTES + Math.max(position - base, 0));
    }

    /** The position behind its last byte. */
    long end() {
        return base + Math.max(bytes.length - HEADER_BYTES, 0);
    }

    private int endOfFrameAt(int offset) {
        if (offset + FRAME_HEADER_BYTES > bytes.length) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int rows = buffer.getInt(offset);
        if (rows < 1 || rows > MAX_ROWS_BYTES || offset + FRAME_HEADER_BYTES + rows > bytes.length) {
            return -1;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset + CHECKED_FROM, FRAME_HEADER_BYTES - CHECKED_FROM + rows);
        return (int) crc.getValue() == buffer.getInt(offset + 4) ? offset + FRAME_HEADER_BYTES + rows : -1;
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
