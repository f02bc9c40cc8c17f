package dev.millrace.baselines.netty;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one form of event that the load has, {@code {"user_id":1,"created_at":"...","page_url":"/..."}} with the id in the path, into a
 * row of RowBinary. Not for several threads.
 */
final class HandParser {
    private static final int MAX_ROW_BYTES = 256;
    private static final byte[] USER = bytes("{\"user_id\":");
    private static final byte[] TIME = bytes(",\"created_at\":\"");
    private static final byte[] PAGE = bytes("\",\"page_url\":\"");
    private static final byte[] END = bytes("\"}");

    private final byte[] row = new byte[MAX_ROW_BYTES];
    private int length;
    private int day;
    private int at;

    /** The row; valid until the next call, {@link #length} bytes of it. */
    byte @Nullable [] parse(CharSequence uri, ByteBuf body, long version) {
        length = 0;
        at = body.readerIndex();
        long id = idOf(uri);
        if (id < 0 || !expect(body, USER)) {
            return null;
        }
        long user = number(body);
        if (!expect(body, TIME)) {
            return null;
        }
        int timeEnd = body.indexOf(at, body.writerIndex(), (byte) '"');
        if (timeEnd < 0) {
            return null;
        }
        long millis = Instant.parse(body.toString(at, timeEnd - at, StandardCharsets.US_ASCII))
                .toEpochMilli();
        at = timeEnd;
        if (!expect(body, PAGE)) {
            return null;
        }
        int pageEnd = body.indexOf(at, body.writerIndex(), (byte) '"');
        int pageLength = pageEnd - at;
        if (pageEnd < 0 || pageLength > 127) {
            return null;
        }
        day = (int) (millis / 86_400_000);
        put(id, 8);
        put(user, 4);
        put(millis, 8);
        row[length++] = (byte) pageLength;
        body.getBytes(at, row, length, pageLength);
        length += pageLength;
        put(version, 8);
        row[length++] = 0;
        at = pageEnd;
        return expect(body, END) ? row : null;
    }

    int length() {
        return length;
    }

    int day() {
        return day;
    }

    private static long idOf(CharSequence uri) {
        int from = "/api/traffic/".length();
        long id = 0;
        for (int i = from; i < uri.length() && uri.charAt(i) != '?'; i++) {
            int digit = uri.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            id = id * 10 + digit;
        }
        return id;
    }

    private boolean expect(ByteBuf body, byte[] text) {
        if (body.writerIndex() - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (body.getByte(at + i) != text[i]) {
                return false;
            }
        }
        at += text.length;
        return true;
    }

    private long number(ByteBuf body) {
        long value = 0;
        while (at < body.writerIndex() && body.getByte(at) >= '0' && body.getByte(at) <= '9') {
            value = value * 10 + (body.getByte(at++) - '0');
        }
        return value;
    }

    private void put(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            row[length++] = (byte) (value >>> (8 * i));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
