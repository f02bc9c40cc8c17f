package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.input.TextFile;
import java.io.IOException;
import java.io.LineNumberReader;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in a file, all of it in memory.
 *
 * @param points in the order of the lines
 * @param skipped lines that are no readings; a first line that is none is a header and not among them
 * @param firstSkipped number, reason and text of the first of them
 */
record CsvSurvey(long lines, List<CsvLine.Point> points, Map<CsvLine.Reason, Long> skipped, List<String> firstSkipped) {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_CHARS = 100;

    CsvSurvey {
        points = Collections.unmodifiableList(points);
        skipped = Collections.unmodifiableMap(skipped);
        firstSkipped = List.copyOf(firstSkipped);
    }

    static CsvSurvey of(TextFile file, ZoneId zone) throws IOException {
        List<CsvLine.Point> points = new ArrayList<>();
        Map<CsvLine.Reason, Long> skipped = new EnumMap<>(CsvLine.Reason.class);
        List<String> firstSkipped = new ArrayList<>();
        long number = 0;
        try (LineNumberReader lines = file.open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                switch (CsvLine.parse(line, zone)) {
                    case CsvLine.Point point -> points.add(point);
                    case CsvLine.Skipped _ when lines.getLineNumber() == 1 -> {}
                    case CsvLine.Skipped(CsvLine.Reason reason) -> {
                        skipped.merge(reason, 1L, Long::sum);
                        if (firstSkipped.size() < SHOWN_LINES) {
                            firstSkipped.add("line " + number + ": " + reason + ": " + shown(line));
                        }
                    }
                }
            }
        }
        return new CsvSurvey(number, points, skipped, firstSkipped);
    }

    /** How many different times there are. */
    int instants() {
        Set<Long> times = new HashSet<>();
        points.forEach(point -> times.add(point.tsMillis()));
        return times.size();
    }

    long skippedLines() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String shown(String line) {
        String printable = line.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > SHOWN_CHARS ? printable.substring(0, SHOWN_CHARS) + "..." : printable;
    }
}
