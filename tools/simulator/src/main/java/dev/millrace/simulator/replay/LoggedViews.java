package dev.millrace.simulator.replay;

import dev.millrace.simulator.accesslog.AccessLog;
import dev.millrace.simulator.accesslog.LineParser;
import dev.millrace.simulator.accesslog.LogLine;
import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.RequestId;
import dev.millrace.simulator.traffic.UserId;
import java.io.IOException;
import java.io.LineNumberReader;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The page views of a log, in the order of its lines. What a line becomes depends on nothing but the line, its number
 * and the shift.
 *
 * @param firstDay the first day to keep, UTC, as logged
 * @param count how many views to keep: a log that is being written to must not grow beyond what was surveyed
 */
record LoggedViews(AccessLog log, DayShift shift, LocalDate firstDay, long count) {

    @FunctionalInterface
    interface Sink {
        void accept(PageView view) throws IOException, InterruptedException;
    }

    void forEach(Sink sink) throws IOException, InterruptedException {
        long number = 0;
        long kept = 0;
        LineParser parser = log.parser();
        try (LineNumberReader lines = log.file().open()) {
            for (String line = lines.readLine(); line != null && kept < count; line = lines.readLine()) {
                number++;
                if (parser.parse(line) instanceof LogLine.View view
                        && !DayShift.dateOf(view.time()).isBefore(firstDay)) {
                    sink.accept(pageView(number, line, view));
                    kept++;
                }
            }
        }
    }

    private PageView pageView(long number, String line, LogLine.View view) {
        Instant createdAt = shift.apply(view.time());
        return new PageView(
                RequestId.ofLine(number, line, createdAt),
                UserId.ofClient(view.client()),
                createdAt,
                truncated(view.target()));
    }

    /** A view with an overlong target stays a view, of the page its beginning names. */
    private static String truncated(String target) {
        if (target.length() <= PageView.MAX_PAGE_URL_CHARS) {
            return target;
        }
        // Half a surrogate pair is not a character.
        boolean splitsPair = Character.isHighSurrogate(target.charAt(PageView.MAX_PAGE_URL_CHARS - 1));
        return target.substring(0, PageView.MAX_PAGE_URL_CHARS - (splitsPair ? 1 : 0));
    }
}
