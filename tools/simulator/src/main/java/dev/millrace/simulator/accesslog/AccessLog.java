package dev.millrace.simulator.accesslog;

import dev.millrace.simulator.accesslog.LogLine.Reason;
import dev.millrace.simulator.accesslog.LogLine.Skipped;
import dev.millrace.simulator.input.TextFile;
import java.io.IOException;
import java.io.LineNumberReader;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A log on disk whose format is known.
 *
 * @param zone of times that do not say theirs
 */
public record AccessLog(TextFile file, LogKind kind, ZoneId zone) {
    /** Enough for the comments and other messages that a log may begin with. */
    private static final int FIRST_LINES = 200;

    /**
     * Finds the format that reads most of the first lines as views, going on until one of them does; without any view,
     * the one that knows most of the lines. Empty if no format knows any line.
     */
    public static Optional<AccessLog> detect(TextFile file, ZoneId zone) throws IOException {
        Map<LogKind, LineParser> parsers = new EnumMap<>(LogKind.class);
        Map<LogKind, Integer> views = new EnumMap<>(LogKind.class);
        Map<LogKind, Integer> known = new EnumMap<>(LogKind.class);
        for (LogKind kind : LogKind.values()) {
            parsers.put(kind, kind.parser(zone));
        }
        try (LineNumberReader lines = file.open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (Map.Entry<LogKind, LineParser> parser : parsers.entrySet()) {
                    switch (parser.getValue().parse(line)) {
                        case LogLine.View _ -> views.merge(parser.getKey(), 1, Integer::sum);
                        case Skipped(Reason reason)
                        when isKnown(reason) -> known.merge(parser.getKey(), 1, Integer::sum);
                        case Skipped _ -> {}
                    }
                }
                if (lines.getLineNumber() >= FIRST_LINES && !views.isEmpty()) {
                    break;
                }
            }
        }
        return most(views).or(() -> most(known)).map(kind -> new AccessLog(file, kind, zone));
    }

    /** A parser for one reading from the first line on. */
    public LineParser parser() {
        return kind.parser(zone);
    }

    private static boolean isKnown(Reason reason) {
        return switch (reason) {
            case NOT_A_LOG_LINE, EMPTY, DIRECTIVE -> false;
            case NO_REQUEST, MISSING_FIELDS, BAD_TIME, OUT_OF_RANGE, NO_CLIENT, NO_PATH -> true;
        };
    }

    /** The kind with the highest count; of several the first. */
    private static Optional<LogKind> most(Map<LogKind, Integer> counts) {
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey);
    }
}
