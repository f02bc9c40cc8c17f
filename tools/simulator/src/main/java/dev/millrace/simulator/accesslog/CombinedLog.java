package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/**
 * Takes apart {@code CLIENT IDENT USER [TIME] "METHOD TARGET PROTOCOL" STATUS BYTES "REFERER" "USER AGENT"}, as Apache
 * and nginx write it.
 *
 * <p>What follows the bytes is not looked at: it does not make the view another one, and real logs cut it off. Scanned
 * by hand, because a regular expression for a quoted string with escapes recurses, and the bytes of an attack are long.
 */
final class CombinedLog implements LineParser {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    @Override
    public LogLine parse(String line) {
        if (line.isBlank()) {
            return new Skipped(Reason.EMPTY);
        }
        int clientEnd = line.indexOf(' ');
        int identEnd = line.indexOf(' ', clientEnd + 1);
        int userEnd = line.indexOf(' ', identEnd + 1);
        // Exactly three words before the time: a log that starts with the virtual host must not make users of its
        // hosts.
        if (clientEnd <= 0 || identEnd < 0 || userEnd < 0 || !line.startsWith("[", userEnd + 1)) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
        int timeEnd = line.indexOf("] \"", userEnd);
        if (timeEnd < 0) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
        int requestStart = timeEnd + 3;
        int requestEnd = closingQuote(line, requestStart);
        if (requestEnd < 0 || !isStatusAndBytes(line, requestEnd + 1)) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
        Instant time;
        try {
            time = OffsetDateTime.parse(line.substring(userEnd + 2, timeEnd), TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return new Skipped(Reason.BAD_TIME);
        }
        return LogLine.of(
                line.substring(0, clientEnd), time, RequestLine.target(line.substring(requestStart, requestEnd)));
    }

    private static int closingQuote(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case '\\' -> i++;
                case '"' -> {
                    return i;
                }
                default -> {}
            }
        }
        return -1;
    }

    /** {@code  200 5123} or {@code  304 -}, up to the end or a space. */
    private static boolean isStatusAndBytes(String line, int from) {
        int statusEnd = digitsEnd(line, from + 1);
        if (!line.startsWith(" ", from) || statusEnd != from + 4 || !line.startsWith(" ", statusEnd)) {
            return false;
        }
        int bytes = statusEnd + 1;
        int bytesEnd = line.startsWith("-", bytes) ? bytes + 1 : digitsEnd(line, bytes);
        return bytesEnd > bytes && (bytesEnd == line.length() || line.charAt(bytesEnd) == ' ');
    }

    private static int digitsEnd(String line, int from) {
        int end = from;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
