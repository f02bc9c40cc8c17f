package dev.millrace.event;

/** A JSON string as UTF-8, in memory that is reused for the next one. Not thread-safe. */
public final class Utf8Text {
    private static final int MIN_BYTES = 256;

    private byte[] bytes = {};
    private int length;

    /** Empty. */
    public Utf8Text() {}

    /** The result of {@link #set}. */
    public enum Check {
        /** The text is valid. */
        OK,
        /** The text has more characters than permitted. */
        TOO_LONG,
        /** The text has half of a surrogate pair, which UTF-8 cannot express. */
        NOT_UNICODE
    }

    /** Encodes up to {@code maxCharacters} characters, in the sense of Unicode code points. */
    public Check set(char[] text, int offset, int count, int maxCharacters) {
        length = 0;
        if (count > maxCharacters * 2) {
            return Check.TOO_LONG;
        }
        if (bytes.length < count * 3) {
            bytes = new byte[Math.max(MIN_BYTES, count * 3)];
        }
        int characters = 0;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
            int codePoint = text[i];
            if (Character.isSurrogate((char) codePoint)) {
                if (i + 1 == end || !Character.isSurrogatePair(text[i], text[i + 1])) {
                    return Check.NOT_UNICODE;
                }
                codePoint = Character.toCodePoint(text[i], text[++i]);
            }
            append(codePoint);
            characters++;
        }
        return characters > maxCharacters ? Check.TOO_LONG : Check.OK;
    }

    private void append(int codePoint) {
        if (codePoint < 0x80) {
            bytes[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xc0 | (codePoint >> 6));
            bytes[length++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            bytes[length++] = (byte) (0xe0 | (codePoint >> 12));
            bytes[length++] = continuation(codePoint >> 6);
            bytes[length++] = continuation(codePoint);
        } else {
            bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
            bytes[length++] = continuation(codePoint >> 12);
            bytes[length++] = continuation(codePoint >> 6);
            bytes[length++] = continuation(codePoint);
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    /** Returns the array that holds the text up to {@link #length}; the next {@link #set} changes it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the length in bytes of the text that was set last. */
    public int length() {
        return length;
    }
}
