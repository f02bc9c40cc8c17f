package dev.millrace.sensor.intake;

import dev.millrace.archive.EventMetadata;
import dev.millrace.event.Utf8Bytes;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.sensor.table.ReadingRow;
import dev.millrace.sensor.table.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of one reading against the rules and encodes its row: the rules are the same for all formats. One for each request; not
 * thread-safe.
 */
final class ReadingBuilder implements EventMetadata {
    /** The most bytes of {@code attributes}. */
    static final int MAX_ATTRIBUTES_BYTES = 16 << 10;

    /** The years 2000 and 2100 in seconds since 1970. Taken as milliseconds they are days in 1970, of which nobody has readings. */
    private static final long FIRST_SECONDS = 946_684_800L;

    private static final long LAST_SECONDS = 4_102_444_800L;

    private static final ReadingText[] TEXTS = ReadingText.values();

    private final ReadingDefaults defaults;
    private final byte[][] defaultTexts = new byte[TEXTS.length][];
    private final LongSupplier versions;
    private final long earliestMillis;
    private final long latestMillis;
    private final ReadingRow row = new ReadingRow();

    private final Verdict.@Nullable Rejected[] textFaults = new Verdict.Rejected[TEXTS.length];
    private Verdict.@Nullable Rejected tsFault;
    private Verdict.@Nullable Rejected valueFault;
    private Verdict.@Nullable Rejected attributesFault;
    private boolean hasTime;
    private long version;

    /**
     * @param versions gives each row its version
     * @param earliestMillis the earliest {@code ts} to accept, in milliseconds since 1970
     * @param latestMillis the latest
     */
    ReadingBuilder(ReadingDefaults defaults, LongSupplier versions, long earliestMillis, long latestMillis) {
        this.defaults = defaults;
        this.versions = versions;
        this.earliestMillis = Math.max(0, earliestMillis);
        this.latestMillis = latestMillis;
        Arrays.fill(defaultTexts, new byte[0]);
        setDefault(ReadingText.SENSOR_ID, defaults.sensorId());
        setDefault(ReadingText.FACILITY, defaults.facility());
        setDefault(ReadingText.EQUIPMENT, defaults.equipment());
    }

    private void setDefault(ReadingText field, String text) {
        defaultTexts[field.index()] = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Begins the next reading. */
    void begin() {
        row.clear();
        tsFault = ReadingRejections.MISSING_TIME;
        valueFault = ReadingRejections.MISSING_VALUE;
        attributesFault = null;
        hasTime = false;
        for (ReadingText field : TEXTS) {
            missing(field);
        }
    }

    /** Takes the default of a text that the reading lacks. */
    void missing(ReadingText field) {
        byte[] text = defaultTexts[field.index()];
        textFaults[field.index()] = null;
        if (text.length > 0) {
            text(field, text, 0, text.length);
        } else {
            field.in(row).clear();
            textFaults[field.index()] = field.mayBeEmpty() ? null : ReadingRejections.MISSING_SENSOR;
        }
    }

    /** Takes a text, which must not change until {@link #finish}. */
    void text(ReadingText field, byte[] bytes, int from, int length) {
        int characters = Utf8Bytes.characters(bytes, from, length);
        field.in(row).set(bytes, from, length);
        textFaults[field.index()] = switch (characters) {
            case Utf8Bytes.MALFORMED -> ReadingRejections.notUnicode(field);
            case Utf8Bytes.CONTROL -> ReadingRejections.control(field);
            case 0 -> field.mayBeEmpty() ? null : ReadingRejections.length(field);
            default -> characters > field.maxCharacters() ? ReadingRejections.length(field) : null;
        };
    }

    /** Takes a text of printable ASCII. */
    void plainText(ReadingText field, byte[] bytes, int from, int length) {
        field.in(row).set(bytes, from, length);
        boolean isGood = length <= field.maxCharacters() && (length > 0 || field.mayBeEmpty());
        textFaults[field.index()] = isGood ? null : ReadingRejections.length(field);
    }

    /** Notes that the value of a text field is not a text. */
    void noText(ReadingText field, Verdict.Rejected fault) {
        textFaults[field.index()] = fault;
    }

    /** Takes the time, in milliseconds since 1970. */
    void ts(long millis) {
        row.ts(millis);
        hasTime = true;
        tsFault = timeFault(millis);
    }

    /** Takes a time that the sender wrote as a number, which should be milliseconds. */
    void tsNumber(long number) {
        ts(number);
        if (number >= FIRST_SECONDS && number <= LAST_SECONDS) {
            tsFault = ReadingRejections.TIME_IN_SECONDS;
        }
    }

    private Verdict.@Nullable Rejected timeFault(long millis) {
        if (millis < 0) {
            return ReadingRejections.TIME_BEFORE_1970;
        }
        if (millis < earliestMillis) {
            return ReadingRejections.TIME_BEFORE_RETENTION;
        }
        return millis > latestMillis ? ReadingRejections.TIME_IN_FUTURE : null;
    }

    /** Notes that the value of the time is not a time. */
    void noTime() {
        hasTime = false;
        tsFault = ReadingRejections.TIME_FORMAT;
    }

    /** Takes the value. */
    void value(double value) {
        row.value(value);
        valueFault = Double.isFinite(value) ? null : ReadingRejections.VALUE;
    }

    /** Notes that the value is not a number. */
    void noValue() {
        valueFault = ReadingRejections.VALUE;
    }

    /** Takes the text of a JSON object, or none if its length is 0. */
    void attributes(byte[] bytes, int from, int length) {
        row.attributes().set(bytes, from, length);
        if (length > MAX_ATTRIBUTES_BYTES) {
            attributesFault = ReadingRejections.attributesTooLong(MAX_ATTRIBUTES_BYTES);
        } else {
            // A JSON parser lets some sequences pass that are not UTF-8.
            boolean isText = Utf8Bytes.characters(bytes, from, length) != Utf8Bytes.MALFORMED;
            attributesFault = isText ? null : ReadingRejections.NO_OBJECT;
        }
    }

    /** Notes that the attributes are not an object. */
    void noAttributes() {
        attributesFault = ReadingRejections.NO_OBJECT;
    }

    /** Encodes the reading, unless a field is wrong. */
    Verdict finish(FrameWriter rows) {
        Verdict.Rejected fault = firstFault();
        if (fault != null) {
            return fault;
        }
        // Before the row is begun, so that a missing version leaves no partial row.
        version = versions.getAsLong();
        row.write(rows, version);
        return Verdict.ACCEPTED;
    }

    private Verdict.@Nullable Rejected firstFault() {
        Verdict.Rejected sensorFault = textFaults[ReadingText.SENSOR_ID.index()];
        if (sensorFault != null) {
            return sensorFault;
        }
        if (tsFault != null) {
            return tsFault;
        }
        if (valueFault != null) {
            return valueFault;
        }
        for (Verdict.Rejected fault : textFaults) {
            if (fault != null) {
                return fault;
            }
        }
        return attributesFault;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public String subject() {
        Utf8Slice sensor = row.sensorId();
        return textFaults[ReadingText.SENSOR_ID.index()] == null ? sensor.toString() : "";
    }

    @Override
    public OptionalLong happenedAt() {
        return hasTime ? OptionalLong.of(row.ts()) : OptionalLong.empty();
    }

    @Override
    public String filled() {
        return defaults.describe();
    }
}
