package dev.millrace.traffic.intake;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A row of the table {@code traffic}, as a reader understands it that knows RowBinary and nothing of how it was written. */
record TrafficRow(String requestId, long userId, Instant createdAt, String pageUrl, long version, int isDeleted) {
    /** All rows of the frames; each must lie in the frame of its day and table. */
    static List<TrafficRow> readAll(ByteBuffer frames) throws CharacterCodingException {
        List<TrafficRow> all = new ArrayList<>();
        while (frames.hasRemaining()) {
            Frame frame = FrameCodec.read(frames);
            if (frame == null || frame.table() != 1) {
                throw new IllegalArgumentException("no frame of traffic: " + frame);
            }
            List<TrafficRow> rows = new ArrayList<>();
            ByteBuffer bytes = frame.rows().order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                rows.add(read(bytes, LocalDate.ofEpochDay(frame.day())));
            }
            if (rows.size() != frame.rowCount()) {
                throw new IllegalArgumentException("%s rows in %s".formatted(rows.size(), frame));
            }
            all.addAll(rows);
        }
        return all;
    }

    private static TrafficRow read(ByteBuffer bytes, LocalDate day) throws CharacterCodingException {
        TrafficRow row = new TrafficRow(
                Long.toUnsignedString(bytes.getLong()),
                Integer.toUnsignedLong(bytes.getInt()),
                Instant.ofEpochMilli(bytes.getLong()),
                string(bytes),
                bytes.getLong(),
                Byte.toUnsignedInt(bytes.get()));
        if (!row.createdAt.atOffset(ZoneOffset.UTC).toLocalDate().equals(day)) {
            throw new IllegalArgumentException("%s is in the frame of %s".formatted(row, day));
        }
        return row;
    }

    /** @throws CharacterCodingException unless it is the UTF-8 that Unicode allows */
    private static String string(ByteBuffer bytes) throws CharacterCodingException {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(bytes.slice(bytes.position(), length))
                .toString();
        bytes.position(bytes.position() + length);
        return text;
    }
}
