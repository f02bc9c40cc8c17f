package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.input.TextFile;
import java.io.IOException;
import java.io.LineNumberReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out how a file is written by going through all of it, and asks where the file can be read in two ways. */
final class DialectFinder {
    /** Enough to know what stands between fields. */
    private static final int FIRST_LINES = 50;

    private final FormatOptions options;

    DialectFinder(FormatOptions options) {
        this.options = options;
    }

    /**
     * The result.
     *
     * @param said the decisions, for people
     * @param question what only the user can decide, with the options for it; empty if all is clear
     */
    record Found(CsvDialect dialect, List<String> said, String question) {
        Found {
            said = List.copyOf(said);
        }
    }

    /** Reads the file. */
    Found find(TextFile file) throws IOException {
        List<NumberedLine> first = firstLines(file);
        Separator separator = options.separator == null ? separator(first) : options.separator;
        long headerLine = headerLine(first, new Fields(separator));
        CsvEvidence evidence = evidence(file, separator, headerLine);
        CsvDialect dialect = new CsvDialect(
                separator,
                options.columns(),
                chosen(options.decimal, evidence.decimals, DecimalMark.POINT),
                chosen(options.timeUnit, evidence.units, EpochUnit.MS),
                chosen(options.dates, evidence.dates, DateOrder.DMY),
                options.zone,
                headerLine);
        return new Found(dialect, said(dialect, evidence), question(dialect, evidence));
    }

    private record NumberedLine(long number, String text) {}

    /** The first lines that are not empty and no comments. */
    private static List<NumberedLine> firstLines(TextFile file) throws IOException {
        List<NumberedLine> first = new ArrayList<>();
        try (LineNumberReader lines = file.open()) {
            for (String line = lines.readLine(); line != null && first.size() < FIRST_LINES; line = lines.readLine()) {
                if (!line.isBlank() && !CsvDialect.isComment(line)) {
                    first.add(new NumberedLine(lines.getLineNumber(), line));
                }
            }
        }
        return first;
    }

    /** Returns the separator with which most lines have a time followed by another field. */
    private Separator separator(List<NumberedLine> first) {
        Separator best = Separator.COMMA;
        long most = 0;
        for (Separator separator : Separator.values()) {
            Fields fields = new Fields(separator);
            long fitting = first.stream()
                    .filter(line -> fields.of(line.text())
                            .filter(found -> found.size() > 1 && startsWithTime(found))
                            .isPresent())
                    .count();
            if (fitting > most) {
                best = separator;
                most = fitting;
            }
        }
        return best;
    }

    private boolean startsWithTime(List<String> fields) {
        return options.columns().named()
                ? options.columns()
                        .of(fields)
                        .filter(cells -> CsvEvidence.isTime(cells.time()))
                        .isPresent()
                : CsvEvidence.isTime(fields.getFirst());
    }

    /** A header names what the line below it has, so it has neither a time nor a number where that has a time. */
    private long headerLine(List<NumberedLine> first, Fields fields) {
        if (first.size() < 2) {
            return 0;
        }
        List<String> names = fields.of(first.getFirst().text()).orElse(List.of());
        List<String> below = fields.of(first.get(1).text()).orElse(List.of());
        boolean isHeader = !names.isEmpty()
                && !below.isEmpty()
                && names.stream().noneMatch(DialectFinder::isData)
                && startsWithTime(below);
        return isHeader ? first.getFirst().number() : 0;
    }

    private static boolean isData(String field) {
        return CsvEvidence.isTime(field)
                || DecimalMark.POINT.parse(field).isPresent()
                || DecimalMark.COMMA.parse(field).isPresent();
    }

    private CsvEvidence evidence(TextFile file, Separator separator, long headerLine) throws IOException {
        CsvEvidence evidence = new CsvEvidence();
        Fields fields = new Fields(separator);
        try (LineNumberReader lines = file.open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (lines.getLineNumber() != headerLine && !line.isBlank() && !CsvDialect.isComment(line)) {
                    Optional<List<String>> found = fields.of(line);
                    if (found.isPresent()) {
                        evidence.add(line, found.get(), options.columns());
                    }
                }
            }
        }
        return evidence;
    }

    private static <E> E chosen(@Nullable E option, Map<E, Long> votes, E otherwise) {
        return option != null
                ? option
                : votes.entrySet().stream()
                        .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                        .map(Map.Entry::getKey)
                        .orElse(otherwise);
    }

    private static List<String> said(CsvDialect dialect, CsvEvidence evidence) {
        List<String> said = new ArrayList<>();
        said.add("fields separated by " + dialect.separator());
        said.add("decimal " + dialect.decimal());
        if (!evidence.units.isEmpty() || !evidence.smallNumber.isEmpty()) {
            said.add("times in " + dialect.unit().title() + " since 1970");
        }
        if (!evidence.dates.isEmpty() || !evidence.unclearDate.isEmpty()) {
            said.add("dates as " + dialect.dates().title());
        }
        if (evidence.writtenWithoutOffset > 0) {
            said.add("times of " + dialect.zone());
        }
        said.add(dialect.headerLine() == 0 ? "no header" : "line " + dialect.headerLine() + " is a header");
        long finer = evidence.finerTexts + evidence.finerNumbers.getOrDefault(dialect.unit(), 0L);
        if (finer > 0) {
            said.add(finer + " times are cut to milliseconds");
        }
        return said;
    }

    private String question(CsvDialect dialect, CsvEvidence evidence) {
        if (dialect.separator() == Separator.COMMA
                && options.decimal == null
                && !evidence.splitNumber.isEmpty()
                && evidence.decimals.isEmpty()) {
            return ("'%s' has three fields: is the last the fraction of the number (--decimal comma), or are these"
                            + " columns (--columns 1,2)?")
                    .formatted(evidence.splitNumber);
        }
        if (options.decimal == null && evidence.decimals.isEmpty() && !evidence.unclearNumber.isEmpty()) {
            return "'%s' may have a decimal comma or be in thousands: say --decimal comma or --decimal point"
                    .formatted(evidence.unclearNumber);
        }
        if (options.dates == null && evidence.dates.isEmpty() && !evidence.unclearDate.isEmpty()) {
            return "'%s' may begin with the day or the month: say --dates dmy or --dates mdy"
                    .formatted(evidence.unclearDate);
        }
        if (options.timeUnit == null && evidence.units.isEmpty() && !evidence.smallNumber.isEmpty()) {
            return ("'%s' is no time that can be told from its size: say what it counts since 1970, --time-unit s,"
                            + " ms, us or ns; day numbers of a spreadsheet are to be saved as dates")
                    .formatted(evidence.smallNumber);
        }
        if (evidence.written == 0 && evidence.units.isEmpty() && !evidence.manyFields.isEmpty()) {
            return ("'%s' does not begin with a time: name the columns, as --columns 2,5 (or --columns 1+2,5 for a"
                            + " date and a time of day)")
                    .formatted(evidence.manyFields);
        }
        return "";
    }
}
