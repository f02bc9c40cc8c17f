package dev.millrace.intake;

import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the rows of one request as RowBinary, straight into the frames that the buffer keeps: one frame for each day, more when a
 * frame grows large. Not thread-safe.
 */
public final class FrameWriter {
    /** A frame is closed after the row that passes this size; rows are small compared with it. */
    private static final int CLOSE_AT_BYTES = 1 << 20;

    private static final int MIN_BYTES = 128;

    private final int table;
    private final int initialBytes;
    private final List<Frame> frames = new ArrayList<>(1);
    private final Map<Integer, Frame> openByDay = new HashMap<>(1);
    private @Nullable Frame current;

    /** @param expectedBytes how many bytes of rows to expect, to save copies; any number works */
    public FrameWriter(int table, int expectedBytes) {
        this.table = table;
        this.initialBytes = FrameCodec.HEADER_BYTES + Math.clamp(expectedBytes, MIN_BYTES, CLOSE_AT_BYTES);
    }

    /** Adds a row that is encoded already. */
    public void row(int day, byte[] row) {
        Frame frame = (Frame) startRow(day);
        frame.reserve(row.length);
        System.arraycopy(row, 0, frame.bytes, frame.length, row.length);
        frame.length += row.length;
        frame.end();
    }

    /** Starts a row; its columns follow in the table's order, then {@link Row#end}. */
    public Row startRow(int day) {
        Frame frame = current;
        if (frame == null || frame.day != day || frame.length > CLOSE_AT_BYTES) {
            frame = openFrame(day);
            current = frame;
        }
        return frame;
    }

    private Frame openFrame(int day) {
        Frame known = openByDay.get(day);
        if (known != null && known.length <= CLOSE_AT_BYTES) {
            return known;
        }
        Frame frame = new Frame(day, initialBytes(known));
        frames.add(frame);
        openByDay.put(day, frame);
        return frame;
    }

    /**
     * Returns the first size of a frame's memory. Only the first frame of a request, and one that continues a full frame, get the whole
     * size at once: a request may be spread over thousands of days.
     */
    private int initialBytes(@Nullable Frame full) {
        if (full != null) {
            return full.bytes.length;
        }
        return frames.isEmpty() ? initialBytes : MIN_BYTES;
    }

    /** Returns how many days the rows are of. */
    int days() {
        return openByDay.size();
    }

    /** Returns the size that {@link #frames} would have now, in bytes. */
    public int size() {
        int total = 0;
        for (Frame frame : frames) {
            total += frame.length;
        }
        return total;
    }

    /** Returns all frames with their headers, one after the other. To be called once, after the last row. */
    public ByteBuffer frames() {
        int total = 0;
        for (Frame frame : frames) {
            FrameCodec.writeHeader(
                    frame.bytes, 0, table, frame.day, frame.rows, frame.length - FrameCodec.HEADER_BYTES);
            total += frame.length;
        }
        if (frames.size() == 1) {
            return ByteBuffer.wrap(frames.getFirst().bytes, 0, total);
        }
        ByteBuffer all = ByteBuffer.allocate(total);
        for (Frame frame : frames) {
            all.put(frame.bytes, 0, frame.length);
        }
        return all.flip();
    }

    /** Writes the columns of one row as RowBinary. */
    public sealed interface Row {
        /** UInt8, or the low byte of the value. */
        Row uint8(int value);

        /** UInt32, or the low four bytes of the value. */
        Row uint32(int value);

        /** Writes a UInt64, or any eight bytes: a DateTime64 or the bits of a Float64, too. */
        Row uint64(long value);

        /** String: its length, then its bytes. */
        Row string(byte[] utf8, int length);

        /** Writes a String from a part of an array, whatever its bytes are. */
        Row string(byte[] bytes, int from, int length);

        /** String: its length in bytes, then its UTF-8. */
        default Row string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return string(utf8, utf8.length);
        }

        /** Ends the row. */
        void end();
    }

    private static final class Frame implements Row {
        private final int day;
        private byte[] bytes;
        private int length = FrameCodec.HEADER_BYTES;
        private int rows;

        Frame(int day, int initialBytes) {
            this.day = day;
            this.bytes = new byte[initialBytes];
        }

        @Override
        public Row uint8(int value) {
            reserve(1);
            bytes[length++] = (byte) value;
            return this;
        }

        @Override
        public Row uint32(int value) {
            reserve(4);
            LittleEndian.INT.set(bytes, length, value);
            length += 4;
            return this;
        }

        @Override
        public Row uint64(long value) {
            reserve(8);
            LittleEndian.LONG.set(bytes, length, value);
            length += 8;
            return this;
        }

        @Override
        public Row string(byte[] utf8, int size) {
            return string(utf8, 0, size);
        }

        @Override
        public Row string(byte[] from, int offset, int size) {
            reserve(5 + size);
            int rest = size;
            while (rest >= 0x80) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
            System.arraycopy(from, offset, bytes, length, size);
            length += size;
            return this;
        }

        @Override
        public void end() {
            rows++;
        }

        private void reserve(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }
    }
}
