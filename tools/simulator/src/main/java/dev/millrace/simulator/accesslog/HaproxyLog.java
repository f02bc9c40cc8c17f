package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes apart what HAProxy logs with {@code option httplog}, with whatever syslog puts in front: {@code CLIENT:PORT
 * [TIME] FRONTEND BACKEND/SERVER TIMERS STATUS BYTES ... "METHOD TARGET PROTOCOL"}. It logs the time of its own zone
 * without saying which that is.
 */
final class HaproxyLog implements LineParser {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/uuuu:HH:mm:ss.SSS", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    /**
     * Client, time, frontend, backend and server, timers, status, bytes. It begins where a word does: else a long word
     * would be tried from each of its characters on.
     */
    private static final Pattern HEAD = Pattern.compile("(?<!\\S)(\\S+:\\d{1,5}) \\[([^\\]]{20,30})\\] \\S+ \\S+/\\S+ "
            + "-?\\d+(?:/[-+]?\\d+){3,4} (?:\\d{3}|-1) \\+?\\d+ ");

    private final ZoneId zone;

    /** Takes times as those of this zone. */
    HaproxyLog(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public LogLine parse(String line) {
        if (line.isBlank()) {
            return new Skipped(Reason.EMPTY);
        }
        Matcher head = HEAD.matcher(line);
        if (!head.find()) {
            return new Skipped(line.contains("haproxy[") ? Reason.NO_REQUEST : Reason.NOT_A_LOG_LINE);
        }
        // The first quote: those in captured headers are written as #22.
        int requestEnd = line.lastIndexOf('"');
        int requestStart = line.indexOf(" \"", head.end() - 1) + 2;
        if (requestStart < 2 || requestEnd < requestStart) {
            return new Skipped(Reason.NO_PATH);
        }
        try {
            return LogLine.of(
                    Address.withoutPort(head.group(1)),
                    LocalDateTime.parse(head.group(2), TIME).atZone(zone).toInstant(),
                    RequestLine.target(line.substring(requestStart, requestEnd)));
        } catch (DateTimeException e) {
            return new Skipped(Reason.BAD_TIME);
        }
    }
}
