package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.input.SkippedLines;
import dev.millrace.simulator.input.TextFile;
import java.io.IOException;
import java.io.LineNumberReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The contents of a file, all of it in memory.
 *
 * @param points in the order of the lines
 * @param skipped lines that are not readings, without the header
 */
record CsvSurvey(long lines, List<CsvLine.Point> points, SkippedLines skipped) {
    CsvSurvey {
        points = Collections.unmodifiableList(points);
    }

    static CsvSurvey of(TextFile file, CsvDialect dialect) throws IOException {
        List<CsvLine.Point> points = new ArrayList<>();
        SkippedLines skipped = new SkippedLines();
        CsvDialect.Reader reader = dialect.reader();
        long number = 0;
        try (LineNumberReader lines = file.open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (number != dialect.headerLine()) {
                    switch (reader.parse(line)) {
                        case CsvLine.Point point -> points.add(point);
                        case CsvLine.Skipped(CsvLine.Reason reason) -> skipped.add(number, reason.toString(), line);
                    }
                }
            }
        }
        return new CsvSurvey(number, points, skipped);
    }

    /** Returns the number of different times. */
    int instants() {
        Set<Long> times = new HashSet<>();
        points.forEach(point -> times.add(point.tsMillis()));
        return times.size();
    }
}
