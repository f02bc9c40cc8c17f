package dev.millrace.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Looks at text that is UTF-8 already, or claims to be. */
public final class Utf8Bytes {
    /** It is no UTF-8. */
    public static final int MALFORMED = -1;

    /** It holds a character from U+0000 to U+001F. */
    public static final int CONTROL = -2;

    /** What is said of an event that is none. A JSON parser lets some sequences pass, such as a slash in two bytes. */
    public static final String NOT_UTF_8 = "is not UTF-8";

    private Utf8Bytes() {}

    /** How many characters, in the sense of Unicode code points, the text has; {@link #MALFORMED} or {@link #CONTROL} if it is none. */
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
