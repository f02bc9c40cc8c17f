package dev.millrace.sensor.mqtt;

import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the format of a message's payload. */
final class MqttPayload {
    /** The tag of field 1 of {@code Readings}, which is repeated and has a length. */
    private static final int READING = (1 << 3) | 2;

    private MqttPayload() {}

    /**
     * Takes the format from the content type, if that is known, else from the bytes: JSON begins with a brace or a bracket, which a
     * protobuf message of readings never does; a brace on a new line after a closed one can only begin a second reading.
     */
    static BodyFormat format(@Nullable String contentType, byte[] payload) {
        BodyFormat said = contentType == null ? null : BodyTypes.formatOfMany(mediaType(contentType));
        return said == null ? format(payload) : said;
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
     * Looks for a second reading: strings of JSON have no line ends, and within an object there is a comma between a closing brace and an
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

    /** A payload that holds just this reading. */
    static byte[] ofOne(BodyFormat format, byte[] bytes, int from, int to) {
        ByteArrayOutputStream one = new ByteArrayOutputStream(to - from + 6);
        if (format == BodyFormat.PROTOBUF) {
            one.write(READING);
            int length = to - from;
            while (length > 0x7f) {
                one.write((length & 0x7f) | 0x80);
                length >>>= 7;
            }
            one.write(length);
        }
        one.write(bytes, from, to - from);
        return one.toByteArray();
    }
}
