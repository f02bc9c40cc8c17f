package dev.millrace.simulator.replay;

import dev.millrace.simulator.accesslog.AccessLog;
import dev.millrace.simulator.accesslog.LineParser;
import dev.millrace.simulator.accesslog.LogLine;
import dev.millrace.simulator.input.SkippedLines;
import dev.millrace.simulator.traffic.PageView;
import java.io.IOException;
import java.io.LineNumberReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Summarises a log. The whole file is read before the first view is posted: the shift depends on its latest time, which need not be in its
 * last line.
 *
 * @param viewsPerDay by the UTC day as logged
 * @param truncated views whose target is longer than a page_url may be
 */
record Survey(
        long lines, SortedMap<LocalDate, Long> viewsPerDay, Instant latest, long truncated, SkippedLines skipped) {
    Survey {
        viewsPerDay = Collections.unmodifiableSortedMap(viewsPerDay);
    }

    static Survey of(AccessLog log) throws IOException {
        SortedMap<LocalDate, Long> viewsPerDay = new TreeMap<>();
        SkippedLines skipped = new SkippedLines();
        Instant latest = Instant.MIN;
        long truncated = 0;
        long number = 0;
        LineParser parser = log.parser();
        try (LineNumberReader lines = log.file().open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                switch (parser.parse(line)) {
                    case LogLine.View view -> {
                        viewsPerDay.merge(DayShift.dateOf(view.time()), 1L, Long::sum);
                        latest = view.time().isAfter(latest) ? view.time() : latest;
                        truncated += view.target().length() > PageView.MAX_PAGE_URL_CHARS ? 1 : 0;
                    }
                    case LogLine.Skipped(LogLine.Reason reason) -> skipped.add(number, text(reason, log), line);
                }
            }
        }
        return new Survey(number, viewsPerDay, latest, truncated, skipped);
    }

    long views() {
        return sum(viewsPerDay);
    }

    /** The first day to keep of the last {@code days} days of the log; 0 keeps all. */
    LocalDate firstDay(int days) {
        LocalDate first = viewsPerDay.firstKey();
        LocalDate wanted = viewsPerDay.lastKey().minusDays(days - 1L);
        return days == 0 || wanted.isBefore(first) ? first : wanted;
    }

    long viewsSince(LocalDate firstDay) {
        return sum(viewsPerDay.tailMap(firstDay));
    }

    private static String text(LogLine.Reason reason, AccessLog log) {
        return reason == LogLine.Reason.NOT_A_LOG_LINE ? "not in " + log.kind().title() : reason.toString();
    }

    private static long sum(SortedMap<LocalDate, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
