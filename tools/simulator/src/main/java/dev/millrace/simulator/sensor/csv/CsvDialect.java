package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.sensor.csv.Columns.Cells;
import dev.millrace.simulator.sensor.csv.CsvLine.Point;
import dev.millrace.simulator.sensor.csv.CsvLine.Reason;
import dev.millrace.simulator.sensor.csv.CsvLine.Skipped;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The format of the lines of a file.
 *
 * @param zone of times without a zone
 * @param headerLine the number of the line that names the columns; 0 if there is none
 */
record CsvDialect(
        Separator separator,
        Columns columns,
        DecimalMark decimal,
        EpochUnit unit,
        DateOrder dates,
        ZoneId zone,
        long headerLine) {
    /** The end of 2105: the service keeps times with 32 bits of seconds. */
    private static final BigDecimal LAST_MILLIS = BigDecimal.valueOf(4_291_747_200_000L);

    /** Reads lines; not the header. */
    Reader reader() {
        return new Reader(this, new Fields(separator));
    }

    /** Reads lines of one file, for one thread. */
    record Reader(CsvDialect dialect, Fields fields) {

        /** Parses a line. */
        CsvLine parse(String line) {
            if (line.isBlank()) {
                return new Skipped(Reason.EMPTY);
            }
            if (isComment(line)) {
                return new Skipped(Reason.COMMENT);
            }
            return fields.of(line).map(dialect::of).orElse(new Skipped(Reason.OPEN_QUOTE));
        }
    }

    /** Returns true if a line is a comment, or the line that tells a spreadsheet the separator. */
    static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith("sep=");
    }

    private CsvLine of(List<String> fields) {
        Optional<Cells> cells = columns.of(joinedAtComma(fields));
        if (cells.isEmpty()) {
            return new Skipped(Reason.NOT_TWO_FIELDS);
        }
        OptionalLong millis;
        switch (TimeText.of(cells.get().time())) {
            case TimeText.None _ -> {
                return new Skipped(Reason.NO_TIME);
            }
            case TimeText.Since1970(BigDecimal number) -> {
                BigDecimal since1970 = unit.millis(number);
                if (since1970.signum() < 0 || since1970.compareTo(LAST_MILLIS) >= 0) {
                    return new Skipped(Reason.OUT_OF_RANGE);
                }
                millis = OptionalLong.of(since1970.longValueExact());
            }
            case TimeText.Written written -> millis = written.millis(zone, dates);
        }
        if (millis.isEmpty()) {
            return new Skipped(Reason.NO_TIME);
        }
        if (millis.getAsLong() < 0 || millis.getAsLong() >= LAST_MILLIS.longValue()) {
            return new Skipped(Reason.OUT_OF_RANGE);
        }
        OptionalDouble value = decimal.parse(cells.get().value());
        return value.isEmpty() ? new Skipped(Reason.NO_NUMBER) : new Point(millis.getAsLong(), value.getAsDouble());
    }

    /** Joins the third field to the time as its fraction of a second, where commas separate fields and fractions. */
    private List<String> joinedAtComma(List<String> fields) {
        return decimal == DecimalMark.COMMA && separator == Separator.COMMA && !columns.named() && isSplitNumber(fields)
                ? List.of(fields.get(0), fields.get(1) + "," + fields.get(2))
                : fields;
    }

    /** Returns true if the fields may be a time and the two halves of a number. */
    static boolean isSplitNumber(List<String> fields) {
        return fields.size() == 3
                && fields.get(1).matches("[+-]?\\d+")
                && fields.get(2).matches("\\d+");
    }
}
