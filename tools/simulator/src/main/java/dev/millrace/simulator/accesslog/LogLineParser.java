package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import dev.millrace.simulator.accesslog.LogLine.View;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/**
 * Takes apart {@code CLIENT IDENT USER [TIME] "METHOD TARGET PROTOCOL" STATUS BYTES "REFERER" "USER AGENT"}.
 *
 * <p>What follows the bytes is not looked at: it does not make the view another one, and real logs cut it off. Scanned
 * by hand, because a regular expression for a quoted string with escapes recurses, and the bytes of an attack are long.
 */
public final class LogLineParser {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private LogLineParser() {}

    public static LogLine parse(String line) {
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
        String target = target(line.substring(requestStart, requestEnd));
        return target.isEmpty() ? new Skipped(Reason.NO_PATH) : new View(line.substring(0, clientEnd), time, target);
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

    /** The path or URL between the method and the protocol; empty if there is none, as in {@code -} or {@code OPTIONS *}. */
    private static String target(String request) {
        int methodEnd = request.indexOf(' ');
        if (methodEnd <= 0) {
            return "";
        }
        // From the end: some clients send a path with spaces in it. HTTP/0.9 has no protocol at all.
        int protocol = request.lastIndexOf(" HTTP/");
        String target =
                request.substring(methodEnd + 1, Math.max(methodEnd + 1, protocol < 0 ? request.length() : protocol));
        boolean isPath = target.startsWith("/") || target.startsWith("http://") || target.startsWith("https://");
        return isPath ? target : "";
    }
}
