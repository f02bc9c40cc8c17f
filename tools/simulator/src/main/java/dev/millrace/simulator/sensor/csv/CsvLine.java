package dev.millrace.simulator.sensor.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;

/** A line of a file of readings. */
sealed interface CsvLine {
    /** A time and a number. */
    record Point(long tsMillis, double value) implements CsvLine {}

    /** Anything else. */
    record Skipped(Reason reason) implements CsvLine {}

    /** Why a line is no reading. */
    enum Reason {
        NOT_TWO_FIELDS("not timestamp,value"),
        NO_TIME("no time"),
        NO_NUMBER("no finite number");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Reads a line. The time is {@code 2013-12-02 21:15:00} or with a T, with a fraction or without, there in the given
     * zone unless the line says an offset; or a whole number of milliseconds since 1970. A time that a clock shows twice
     * in autumn is the first of the two; one that it leaves out in spring is as much later as it leaves out.
     */
    static CsvLine parse(String line, ZoneId zone) {
        String[] fields = line.split(",", -1);
        if (fields.length != 2) {
            return new Skipped(Reason.NOT_TWO_FIELDS);
        }
        long tsMillis;
        try {
            tsMillis = Times.millis(fields[0].strip(), zone);
        } catch (DateTimeException | ArithmeticException e) {
            return new Skipped(Reason.NO_TIME);
        }
        String number = fields[1].strip();
        if (!Times.NUMBER.matcher(number).matches() || !Double.isFinite(Double.parseDouble(number))) {
            return new Skipped(Reason.NO_NUMBER);
        }
        return new Point(tsMillis, Double.parseDouble(number));
    }

    /** How times and numbers are written. */
    final class Times {
        // Java would also read 1d, 0x1p3 and NaN.
        private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
        private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
        private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                .optionalStart()
                .appendOffsetId()
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);

        private Times() {}

        private static long millis(String text, ZoneId zone) {
            if (MILLIS.matcher(text).matches()) {
                return Long.parseLong(text);
            }
            TemporalAccessor time = TIME.parseBest(text.replace(' ', 'T'), Instant::from, LocalDateTime::from);
            return time instanceof LocalDateTime local
                    ? local.atZone(zone).toInstant().toEpochMilli()
                    : Instant.from(time).toEpochMilli();
        }
    }
}
