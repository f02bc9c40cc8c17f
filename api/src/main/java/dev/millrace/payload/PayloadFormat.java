package dev.millrace.payload;

import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds how a payload holds its events: a message of a broker, or the value of a record, has no HTTP head that says so. */
public final class PayloadFormat {
    private PayloadFormat() {}

    /**
     * Returns the format of readings: that of the content type, if it is known, else that of the bytes. JSON begins with a brace or a bracket,
     * which a protobuf message of readings never does; a brace on a new line after a closed one can only begin a second event.
     */
    public static BodyFormat ofReadings(@Nullable String contentType, byte[] payload) {
        BodyFormat named = named(contentType);
        return named == null ? format(payload) : named;
    }

    /** Returns the format of events that have no protobuf message: JSON, or lines of it. */
    public static BodyFormat ofJson(@Nullable String contentType, byte[] payload) {
        return ofReadings(contentType, payload) == BodyFormat.NDJSON ? BodyFormat.NDJSON : BodyFormat.JSON;
    }

    private static @Nullable BodyFormat named(@Nullable String contentType) {
        return contentType == null ? null : BodyTypes.formatOfMany(mediaType(contentType));
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static BodyFormat format(byte[] payload) {
        int first = skipSpace(payload, skipByteOrderMark(payload));
        if (first == payload.length || payload[first] == '[') {
            return BodyFormat.JSON;
        }
        if (payload[first] != '{') {
            return BodyFormat.PROTOBUF;
        }
        return hasSecondLine(payload, first) ? BodyFormat.NDJSON : BodyFormat.JSON;
    }

    /**
     * Looks for a second event: strings of JSON have no line ends, and within an object there is a comma between a closing brace and an
     * opening one.
     */
    private static boolean hasSecondLine(byte[] payload, int from) {
        for (int i = from; i < payload.length; i++) {
            if (payload[i] != '}') {
                continue;
            }
            int next = skipSpace(payload, i + 1);
            if (next < payload.length && payload[next] == '{' && hasLineEnd(payload, i + 1, next)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLineEnd(byte[] payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private static int skipByteOrderMark(byte[] payload) {
        boolean isThere = payload.length >= 3
                && payload[0] == (byte) 0xef
                && payload[1] == (byte) 0xbb
                && payload[2] == (byte) 0xbf;
        return isThere ? 3 : 0;
    }

    private static int skipSpace(byte[] payload, int from) {
        int i = from;
        while (i < payload.length
                && (payload[i] == ' ' || payload[i] == '\n' || payload[i] == '\r' || payload[i] == '\t')) {
            i++;
        }
        return i;
    }
}
