package dev.millrace.sensor.intake;

import dev.millrace.intake.SwarBytes;
import org.jspecify.annotations.Nullable;

/** The fields of a reading, recognised by their names' bytes; all begin with different letters. */
enum PlainReadingName {
    SENSOR_ID("\"sensor_id\"", ReadingText.SENSOR_ID),
    TS("\"ts\"", null),
    VALUE("\"value\"", null),
    FACILITY("\"facility\"", ReadingText.FACILITY),
    EQUIPMENT("\"equipment\"", ReadingText.EQUIPMENT),
    UNIT("\"unit\"", ReadingText.UNIT),
    QUALITY("\"quality\"", ReadingText.QUALITY),
    ATTRIBUTES("\"attributes\"", null),
    /** An unknown name, or one that the fast path does not read. */
    OTHER("no name of ours", null);

    private final @Nullable ReadingText text;
    private final int length;
    private final long firstMask;
    private final long firstEight;
    private final long lastEight;

    /** @param quoted the name with its quotes, at most 16 characters, so that two words hold it */
    PlainReadingName(String quoted, @Nullable ReadingText text) {
        this.text = text;
        this.length = quoted.length();
        String padded = (quoted + "\0\0\0\0\0\0\0\0").substring(0, Math.max(Long.BYTES, length));
        this.firstMask = length >= Long.BYTES ? -1L : (1L << (8 * length)) - 1;
        this.firstEight = SwarBytes.of(padded);
        this.lastEight = SwarBytes.of(padded.substring(padded.length() - Long.BYTES));
    }

    /** Returns the name whose opening quote is at {@code from}, or {@link #OTHER}; the name may end after the event. */
    static PlainReadingName at(byte[] bytes, int from) {
        long word = SwarBytes.at(bytes, from);
        PlainReadingName candidate = startingWith((char) ((word >>> 8) & 0xff));
        if ((word & candidate.firstMask) != candidate.firstEight) {
            return OTHER;
        }
        return candidate.length <= Long.BYTES
                        || SwarBytes.at(bytes, candidate.end(from) - Long.BYTES) == candidate.lastEight
                ? candidate
                : OTHER;
    }

    private static PlainReadingName startingWith(char letter) {
        return switch (letter) {
            case 's' -> SENSOR_ID;
            case 't' -> TS;
            case 'v' -> VALUE;
            case 'f' -> FACILITY;
            case 'e' -> EQUIPMENT;
            case 'u' -> UNIT;
            case 'q' -> QUALITY;
            case 'a' -> ATTRIBUTES;
            default -> OTHER;
        };
    }

    /** Returns the index after the name that begins at {@code from}, both with quotes. */
    int end(int from) {
        return from + length;
    }

    /** Returns the text that it names; null if it names none. */
    @Nullable
    ReadingText text() {
        return text;
    }
}
