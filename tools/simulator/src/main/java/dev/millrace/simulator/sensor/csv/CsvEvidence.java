package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.input.SkippedLines;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Counts what the lines of a file say about how they are written. For one thread. */
final class CsvEvidence {
    final Map<DecimalMark, Long> decimals = new EnumMap<>(DecimalMark.class);
    final Map<DateOrder, Long> dates = new EnumMap<>(DateOrder.class);
    final Map<EpochUnit, Long> units = new EnumMap<>(EpochUnit.class);
    /** Numbers that are not whole milliseconds, by the unit they seem to count. */
    final Map<EpochUnit, Long> finerNumbers = new EnumMap<>(EpochUnit.class);

    long written;
    long writtenWithoutOffset;
    long finerTexts;
    /** The first of each kind that may be read in two ways; empty if there is none. */
    String unclearNumber = "";

    String unclearDate = "";
    String smallNumber = "";
    String splitNumber = "";
    String manyFields = "";

    /** Looks at a line of data. */
    void add(String line, List<String> fields, Columns columns) {
        if (!columns.named() && CsvDialect.isSplitNumber(fields) && isTime(fields.getFirst())) {
            splitNumber = first(splitNumber, line);
        }
        columns.of(fields)
                .ifPresentOrElse(
                        cells -> {
                            time(cells.time());
                            value(cells.value());
                        },
                        () -> {
                            if (fields.size() > 2) {
                                manyFields = first(manyFields, line);
                                // The time is known all the same: it is what most of the questions are about.
                                time(fields.getFirst());
                            }
                        });
    }

    /** Returns true if a text is a time, whatever its numbers mean. */
    static boolean isTime(String text) {
        return !(TimeText.of(text) instanceof TimeText.None);
    }

    private void time(String text) {
        switch (TimeText.of(text)) {
            case TimeText.None _ -> {}
            case TimeText.Since1970(BigDecimal number) -> number(text, number);
            case TimeText.Written time -> {
                written++;
                writtenWithoutOffset += time.offset().isEmpty() ? 1 : 0;
                finerTexts += time.finer() ? 1 : 0;
                if (time.slashed()) {
                    order(text, time);
                }
            }
        }
    }

    private void number(String text, BigDecimal number) {
        boolean counts = false;
        for (EpochUnit unit : EpochUnit.values()) {
            if (unit.mayCount(number)) {
                counts = true;
                units.merge(unit, 1L, Long::sum);
                if (!unit.isWholeMillis(number)) {
                    finerNumbers.merge(unit, 1L, Long::sum);
                }
            }
        }
        if (!counts) {
            smallNumber = first(smallNumber, text);
        }
    }

    private void order(String text, TimeText.Written time) {
        if (time.first() > 12) {
            dates.merge(DateOrder.DMY, 1L, Long::sum);
        } else if (time.second() > 12) {
            dates.merge(DateOrder.MDY, 1L, Long::sum);
        } else {
            unclearDate = first(unclearDate, text);
        }
    }

    private void value(String text) {
        OptionalDouble point = DecimalMark.POINT.parse(text);
        OptionalDouble comma = DecimalMark.COMMA.parse(text);
        if (point.isPresent() && comma.isPresent()) {
            // A point is usual; what a comma before three digits is, nobody can know.
            if (!point.equals(comma) && text.contains(",")) {
                unclearNumber = first(unclearNumber, text);
            }
        } else if (point.isPresent()) {
            decimals.merge(DecimalMark.POINT, 1L, Long::sum);
        } else if (comma.isPresent()) {
            decimals.merge(DecimalMark.COMMA, 1L, Long::sum);
        }
    }

    private static String first(String before, String text) {
        return before.isEmpty() ? SkippedLines.shown(text) : before;
    }
}
