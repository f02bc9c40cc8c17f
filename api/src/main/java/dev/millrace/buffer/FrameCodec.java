package dev.millrace.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames: their layout in memory, on disk and on a queue. All numbers are little endian.
 *
 * <pre>
 *  offset  bytes
 *       0      4  length of the rows in bytes, 1..{@link #MAX_ROWS_BYTES}; 0 marks the end of what was written
 *       4      4  CRC32C of everything from offset 8 to the end of the frame
 *       8      1  id of the table
 *       9      4  day, in days since 1970-01-01
 *      13      4  number of rows
 *      17      -  the rows, RowBinary
 * </pre>
 */
public final class FrameCodec {
    /** Bytes before the rows. */
    public static final int HEADER_BYTES = 17;

    /** The most bytes of rows that a frame may hold. A length above it can only be damage. */
    public static final int MAX_ROWS_BYTES = 4 << 20;

    private static final int CHECKED_FROM = 8;
    private static final int DAY_AT = 9;
    private static final int ROW_COUNT_AT = 13;

    private FrameCodec() {}

    /**
     * Fills in the header of a frame whose rows are already in place.
     *
     * @param frame array that holds the frame from {@code offset} on, with {@link #HEADER_BYTES} left free before the rows
     */
    public static void writeHeader(byte[] frame, int offset, int table, int day, int rowCount, int rowsBytes) {
        if (rowsBytes < 1 || rowsBytes > MAX_ROWS_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of %s bytes is not in 1..%s".formatted(rowsBytes, MAX_ROWS_BYTES));
        }
        ByteBuffer header = ByteBuffer.wrap(frame, offset, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(offset, rowsBytes);
        header.put(offset + 8, (byte) table);
        header.putInt(offset + 9, day);
        header.putInt(offset + ROW_COUNT_AT, rowCount);
        CRC32C crc = new CRC32C();
        crc.update(frame, offset + CHECKED_FROM, HEADER_BYTES - CHECKED_FROM + rowsBytes);
        header.putInt(offset + 4, (int) crc.getValue());
    }

    /**
     * Returns the length in bytes, header included, that the frame at the buffer's position claims to have; -1 if that is impossible: too
     * few bytes for a header, or a length out of range.
     */
    public static int claimedLength(ByteBuffer bytes) {
        if (bytes.remaining() < HEADER_BYTES) {
            return -1;
        }
        int rows = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position());
        return rows < 1 || rows > MAX_ROWS_BYTES ? -1 : HEADER_BYTES + rows;
    }

    /** Counts the rows of undamaged frames, from position to limit; reads only the frames' headers. */
    public static int rowCount(ByteBuffer frames) {
        ByteBuffer headers = frames.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int rows = 0;
        for (int at = headers.position(); at < headers.limit(); at += HEADER_BYTES + headers.getInt(at)) {
            rows += headers.getInt(at + ROW_COUNT_AT);
        }
        return rows;
    }

    /** Returns true if undamaged frames, from position to limit, are of more than {@code maxDays} days; reads only their headers. */
    public static boolean hasMoreDays(ByteBuffer frames, int days) {
        ByteBuffer headers = frames.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int at = headers.position();
        int second = at + HEADER_BYTES + headers.getInt(at);
        if (second == headers.limit()) {
            return false;
        }
        Set<Integer> known = new HashSet<>();
        while (at < headers.limit() && known.size() <= days) {
            known.add(headers.getInt(at + DAY_AT));
            at += HEADER_BYTES + headers.getInt(at);
        }
        return known.size() > days;
    }

    /**
     * Reads the frame at the buffer's position and moves past it.
     *
     * @return null, with the position unmoved, if there is no whole and undamaged frame
     */
    public static @Nullable Frame read(ByteBuffer bytes) {
        int length = claimedLength(bytes);
        if (length < 0 || bytes.remaining() < length) {
            return null;
        }
        int start = bytes.position();
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(start + CHECKED_FROM, length - CHECKED_FROM));
        if ((int) crc.getValue() != bytes.getInt(start + 4)) {
            return null;
        }
        Frame frame = new Frame(
                Byte.toUnsignedInt(bytes.get(start + 8)),
                bytes.getInt(start + 9),
                bytes.getInt(start + ROW_COUNT_AT),
                bytes.slice(start + HEADER_BYTES, length - HEADER_BYTES));
        bytes.position(start + length);
        return frame;
    }
}
