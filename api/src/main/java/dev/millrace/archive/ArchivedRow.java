package dev.millrace.archive;

import dev.millrace.clickhouse.table.ColumnType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a row of {@link ArchiveTable#EVENTS} that tell which person it is about.
 *
 * @param happenedAt when it happened or was received, whichever was first, in milliseconds since 1970
 * @param subject see {@link EventMetadata#subject}
 * @param text the event's bytes as Latin-1, so that none is lost: only the ASCII in it is readable. Empty if there is a subject
 */
public record ArchivedRow(long happenedAt, String kind, String subject, String text) {
    /** The strings before {@code is_cut}: operation, source, sender, verdict, reason, filled. */
    private static final int STRINGS_BEFORE_IS_CUT = 6;

    /** Returns when the event was received whose row starts at the buffer's position, in milliseconds since 1970; leaves the position. */
    static long receivedAt(ByteBuffer rows) {
        return rows.order(ByteOrder.LITTLE_ENDIAN).getLong(rows.position());
    }

    /** Reads the row at the buffer's position and moves past it. */
    public static ArchivedRow read(ByteBuffer rows) {
        ByteBuffer bytes = rows.order(ByteOrder.LITTLE_ENDIAN);
        skip(bytes, Long.BYTES); // received_at
        long happenedAt = bytes.getLong();
        skip(bytes, Long.BYTES); // version
        String kind = string(bytes, ColumnType.readStringLength(bytes), StandardCharsets.UTF_8);
        String subject = string(bytes, ColumnType.readStringLength(bytes), StandardCharsets.UTF_8);
        for (int i = 0; i < STRINGS_BEFORE_IS_CUT; i++) {
            skip(bytes, ColumnType.readStringLength(bytes));
        }
        skip(bytes, 1); // is_cut
        int textLength = ColumnType.readStringLength(bytes);
        if (!subject.isEmpty()) {
            skip(bytes, textLength);
            return new ArchivedRow(happenedAt, kind, subject, "");
        }
        return new ArchivedRow(happenedAt, kind, subject, string(bytes, textLength, StandardCharsets.ISO_8859_1));
    }

    private static void skip(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
    }

    private static String string(ByteBuffer bytes, int length, Charset charset) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, charset);
    }
}
