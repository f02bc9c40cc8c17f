package dev.millrace.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Steps through JSON that is written plainly, from one index to the next. */
public final class PlainJson {
    /** Stands for a place that does not exist. It is larger than every index, so every step after a failed one fails too. */
    public static final int NOWHERE = Integer.MAX_VALUE;

    private static final byte[][] WORDS = {
        "true".getBytes(StandardCharsets.US_ASCII),
        "false".getBytes(StandardCharsets.US_ASCII),
        "null".getBytes(StandardCharsets.US_ASCII)
    };

    private PlainJson() {}

    /** Returns the index after white space, if there is any. */
    public static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Returns the index after {@code expected}, or {@link #NOWHERE} if another character is there. */
    public static int skip(byte[] bytes, int at, int to, char expected) {
        return at < to && bytes[at] == expected ? at + 1 : NOWHERE;
    }

    /** Returns the index after a text of printable ASCII without escapes, from quote to quote. */
    public static int skipText(byte[] bytes, int from, int to) {
        int text = skip(bytes, from, to, '"');
        return skip(bytes, PlainText.end(bytes, text, to), to, '"');
    }

    /** Returns the index after {@code true}, {@code false} or {@code null}. */
    public static int skipWord(byte[] bytes, int from, int to) {
        for (byte[] word : WORDS) {
            int end = from + word.length;
            if (end <= to && Arrays.equals(bytes, from, end, word, 0, word.length)) {
                return end;
            }
        }
        return NOWHERE;
    }
}
