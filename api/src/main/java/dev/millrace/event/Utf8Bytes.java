package dev.millrace.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks text that claims to be UTF-8. */
public final class Utf8Bytes {
    /** Says that the text is not UTF-8. */
    public static final int MALFORMED = -1;

    /** Says that the text has a character from U+0000 to U+001F. */
    public static final int CONTROL = -2;

    /** The reason for rejecting an event that is not UTF-8. A JSON parser lets some sequences pass, such as a slash in two bytes. */
    public static final String NOT_UTF_8 = "is not UTF-8";

    private Utf8Bytes() {}

    /** Counts the Unicode code points of a text; returns {@link #MALFORMED} or {@link #CONTROL} if it is not a valid one. */
    public static int characters(byte[] bytes, int from, int length) {
        boolean hasControl = false;
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return charactersOfMoreThanAscii(bytes, from, length);
            }
            hasControl |= bytes[i] < ' ';
        }
        return hasControl ? CONTROL : length;
    }

    private static int charactersOfMoreThanAscii(byte[] bytes, int from, int length) {
        try {
            CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return text.chars().anyMatch(c -> c < ' ') ? CONTROL : Character.codePointCount(text, 0, text.length());
        } catch (CharacterCodingException e) {
            return MALFORMED;
        }
    }
}
