package dev.millrace.simulator.replay;

import dev.millrace.simulator.accesslog.LogLine;
import dev.millrace.simulator.accesslog.LogLineParser;
import dev.millrace.simulator.input.TextFile;
import dev.millrace.simulator.traffic.PageView;
import java.io.IOException;
import java.io.LineNumberReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a log. The whole file is read before the first view is posted: the shift depends on its latest line, and
 * that need not be its last one.
 *
 * @param viewsPerDay by the UTC day as logged
 * @param truncated views whose target is longer than a page_url may be
 * @param firstSkipped number, reason and text of the first lines that are no page views
 */
record Survey(
        long lines,
        SortedMap<LocalDate, Long> viewsPerDay,
        Instant latest,
        long truncated,
        Map<LogLine.Reason, Long> skipped,
        List<String> firstSkipped) {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_CHARS = 100;

    Survey {
        viewsPerDay = Collections.unmodifiableSortedMap(viewsPerDay);
        skipped = Collections.unmodifiableMap(skipped);
        firstSkipped = List.copyOf(firstSkipped);
    }

    static Survey of(TextFile log) throws IOException {
        SortedMap<LocalDate, Long> viewsPerDay = new TreeMap<>();
        Map<LogLine.Reason, Long> skipped = new EnumMap<>(LogLine.Reason.class);
        List<String> firstSkipped = new ArrayList<>();
        Instant latest = Instant.MIN;
        long truncated = 0;
        long number = 0;
        try (LineNumberReader lines = log.open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                switch (LogLineParser.parse(line)) {
                    case LogLine.View view -> {
                        viewsPerDay.merge(DayShift.dateOf(view.time()), 1L, Long::sum);
                        latest = view.time().isAfter(latest) ? view.time() : latest;
                        truncated += view.target().length() > PageView.MAX_PAGE_URL_CHARS ? 1 : 0;
                    }
                    case LogLine.Skipped(LogLine.Reason reason) -> {
                        skipped.merge(reason, 1L, Long::sum);
                        if (firstSkipped.size() < SHOWN_LINES) {
                            firstSkipped.add("line " + number + ": " + reason + ": " + shown(line));
                        }
                    }
                }
            }
        }
        return new Survey(number, viewsPerDay, latest, truncated, skipped, firstSkipped);
    }

    long views() {
        return sum(viewsPerDay);
    }

    long skippedLines() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
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

    private static long sum(SortedMap<LocalDate, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String shown(String line) {
        String printable = line.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > SHOWN_CHARS ? printable.substring(0, SHOWN_CHARS) + "..." : printable;
    }
}
