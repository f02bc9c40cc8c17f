package dev.millrace.simulator.accesslog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as web servers write them into JSON: ISO-8601, as in the combined format, or a number since 1970. */
final class LogTimes {
    private static final BigDecimal START = BigDecimal.valueOf(100_000_000L);
    private static final BigDecimal END = START.movePointRight(3);
    private static final int MAX_CHARS = 40;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(\\.\\d{1,9})?");
    private static final DateTimeFormatter COMBINED = DateTimeFormatter.ofPattern(
                    "dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private LogTimes() {}

    /** The time; empty if it is none, or says no offset. */
    static Optional<Instant> of(JsonNode value) {
        return value.isNumber() ? ofNumber(value.decimalValue()) : of(value.asText(""));
    }

    private static Optional<Instant> of(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        if (NUMBER.matcher(text).matches()) {
            return ofNumber(new BigDecimal(text));
        }
        try {
            DateTimeFormatter format = text.contains("/") ? COMBINED : ISO;
            return Optional.of(OffsetDateTime.parse(text.replaceFirst("^(\\S+-\\S+) ", "$1T"), format)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Seconds, or milliseconds, microseconds or nanoseconds: each number is a time after 1973 in one of them at most. */
    private static Optional<Instant> ofNumber(BigDecimal number) {
        BigDecimal seconds = number;
        for (int thousands = 0; thousands < 3 && seconds.compareTo(END) >= 0; thousands++) {
            seconds = seconds.movePointLeft(3);
        }
        // What is smaller is how long something took.
        return seconds.compareTo(START) < 0 || seconds.compareTo(END) >= 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(seconds.movePointRight(3).longValue()));
    }
}
