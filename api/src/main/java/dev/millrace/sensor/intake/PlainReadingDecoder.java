package dev.millrace.sensor.intake;

import dev.millrace.event.PlainDecimal;
import dev.millrace.event.PlainJson;
import dev.millrace.event.PlainNumber;
import dev.millrace.event.PlainText;
import dev.millrace.event.PlainTime;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;

/**
 * The fast path: decodes readings that are written plainly, straight from the bytes into the row: known fields only, no escapes, ASCII, no
 * exponents, times like {@code 2026-11-19T10:05:03.250Z} or milliseconds. Most equipment sends such readings, and this is several times as
 * fast. Other readings are left to another decoder.
 */
final class PlainReadingDecoder implements EventDecoder {
    private final EventDecoder careful;
    private final ReadingBuilder reading;
    private final PlainDecimal decimal = new PlainDecimal();
    private final PlainNumber number = new PlainNumber();

    /**
     * @param careful decodes readings that are not plain
     * @param reading checks the rules, which are the same for both
     */
    PlainReadingDecoder(EventDecoder careful, ReadingBuilder reading) {
        this.careful = careful;
        this.reading = reading;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        return readObject(bytes, from, to) ? reading.finish(rows) : careful.decode(bytes, from, to, rows);
    }

    /** Returns false if it is not plain. */
    private boolean readObject(byte[] bytes, int from, int to) {
        reading.begin();
        int at = PlainJson.skip(bytes, PlainJson.skipSpace(bytes, from, to), to, '{');
        while (at < to) {
            at = PlainJson.skipSpace(bytes, readMember(bytes, PlainJson.skipSpace(bytes, at, to), to), to);
            if (at < to && bytes[at] == '}') {
                return PlainJson.skipSpace(bytes, at + 1, to) == to;
            }
            at = PlainJson.skip(bytes, at, to, ',');
        }
        return false;
    }

    /** Reads a name and its value; returns the index after them if both are plain. */
    private int readMember(byte[] bytes, int from, int to) {
        PlainReadingName name = PlainReadingName.at(bytes, from);
        int colon = PlainJson.skipSpace(bytes, name.end(from), to);
        int value = PlainJson.skipSpace(bytes, PlainJson.skip(bytes, colon, to, ':'), to);
        return switch (name) {
            case TS -> readTime(bytes, value, to);
            case VALUE -> readValue(bytes, value, to);
            case ATTRIBUTES -> readAttributes(bytes, value, to);
            case OTHER -> PlainJson.NOWHERE;
            default -> readText(name, bytes, value, to);
        };
    }

    private int readTime(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] != '"') {
            int end = number.read(bytes, from, to);
            reading.tsNumber(number.value());
            return isPartOfNumber(bytes, end, to) ? PlainJson.NOWHERE : end;
        }
        int text = PlainJson.skip(bytes, from, to, '"');
        int end = PlainText.end(bytes, text, to);
        long millis = end < to ? PlainTime.parse(bytes, text, end) : -1;
        reading.ts(millis);
        return millis < 0 ? PlainJson.NOWHERE : PlainJson.skip(bytes, end, to, '"');
    }

    /** Reads a time in milliseconds. A number with a fraction or an exponent is not one. */
    private static boolean isPartOfNumber(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E');
    }

    private int readValue(byte[] bytes, int from, int to) {
        int end = decimal.read(bytes, from, to);
        reading.value(decimal.value());
        return end;
    }

    /** Reads an object of texts, numbers and words, without objects in it. */
    private int readAttributes(byte[] bytes, int from, int to) {
        int at = PlainJson.skipSpace(bytes, PlainJson.skip(bytes, from, to, '{'), to);
        boolean isEmpty = at < to && bytes[at] == '}';
        while (at < to && !isEmpty) {
            int colon = PlainJson.skipSpace(bytes, PlainJson.skipText(bytes, at, to), to);
            int value = PlainJson.skipSpace(bytes, PlainJson.skip(bytes, colon, to, ':'), to);
            at = PlainJson.skipSpace(bytes, skipScalar(bytes, value, to), to);
            if (at < to && bytes[at] == '}') {
                break;
            }
            at = PlainJson.skipSpace(bytes, PlainJson.skip(bytes, at, to, ','), to);
        }
        if (at >= to) {
            return PlainJson.NOWHERE;
        }
        reading.attributes(bytes, from, at + 1 - from);
        return at + 1;
    }

    private int skipScalar(byte[] bytes, int from, int to) {
        if (from >= to) {
            return PlainJson.NOWHERE;
        }
        return switch (bytes[from]) {
            case '"' -> PlainJson.skipText(bytes, from, to);
            case 't', 'f', 'n' -> PlainJson.skipWord(bytes, from, to);
            default -> decimal.read(bytes, from, to);
        };
    }

    private int readText(PlainReadingName name, byte[] bytes, int from, int to) {
        ReadingText field = name.text();
        int text = PlainJson.skip(bytes, from, to, '"');
        int end = PlainText.end(bytes, text, to);
        if (field == null || end >= to) {
            return PlainJson.NOWHERE;
        }
        reading.plainText(field, bytes, text, end - text);
        return PlainJson.skip(bytes, end, to, '"');
    }
}
