package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the W3C's extended format, whose {@code #Fields} line names the fields of the next lines; it may occur again. Times are UTC,
 * whatever the zone of the machine. {@code -} stands for a missing value.
 */
final class W3cLog implements LineParser {
    private static final String FIELDS = "#Fields:";
    private static final List<String> NEEDED = List.of("date", "time", "c-ip", "cs-uri-stem");

    private final String separator;
    private final boolean edge;
    private List<String> names = List.of();

    private W3cLog(String separator, boolean edge) {
        this.separator = separator;
        this.edge = edge;
    }

    /** Makes a parser for IIS, with spaces between the fields. */
    static W3cLog iis() {
        return new W3cLog(" ", false);
    }

    /** Makes a parser for CloudFront's standard logs, with tabs between the fields. */
    static W3cLog cloudFront() {
        return new W3cLog("\t", true);
    }

    @Override
    public LogLine parse(String line) {
        if (line.isBlank()) {
            return new Skipped(Reason.EMPTY);
        }
        if (line.startsWith("#")) {
            if (line.startsWith(FIELDS)) {
                names = List.of(line.substring(FIELDS.length()).strip().split("\\s+", -1));
            }
            return new Skipped(Reason.DIRECTIVE);
        }
        String[] values = line.split(separator, -1);
        if (names.isEmpty() || names.contains("x-edge-location") != edge || values.length != names.size()) {
            return new Skipped(Reason.NOT_A_LOG_LINE);
        }
        if (!names.containsAll(NEEDED)) {
            return new Skipped(Reason.MISSING_FIELDS);
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            fields.put(names.get(i), values[i]);
        }
        return view(fields);
    }

    private static LogLine view(Map<String, String> fields) {
        Instant time;
        try {
            time = LocalDateTime.parse(value(fields, "date") + "T" + value(fields, "time"))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return new Skipped(Reason.BAD_TIME);
        }
        String query = value(fields, "cs-uri-query");
        String target = RequestLine.pathOrUrl(value(fields, "cs-uri-stem"));
        boolean hasQuery = !query.isEmpty() && !query.equals("-") && !target.isEmpty();
        return LogLine.of(value(fields, "c-ip"), time, hasQuery ? target + "?" + query : target);
    }

    private static String value(Map<String, String> fields, String name) {
        @Nullable String value = fields.get(name);
        return value == null ? "" : value;
    }
}
