package dev.millrace.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Formats times as the header {@code Date} has them (RFC 9110, section 5.6.7). The day of the month has two digits, which the JDK's own RFC
 * 1123 format and Netty's do not keep to. Thread-safe.
 */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Second(long number, String text) {}

    private static volatile Second last = new Second(0, of(0));

    private HttpDate() {}

    /** Formats a time, given in seconds since 1970. */
    public static String of(long epochSecond) {
        return FORMAT.format(Instant.ofEpochSecond(epochSecond));
    }

    /** Returns the present time. It is formatted once a second. */
    public static String now() {
        long number = System.currentTimeMillis() / 1000;
        Second known = last;
        if (known.number != number) {
            known = new Second(number, of(number));
            last = known;
        }
        return known.text;
    }
}
