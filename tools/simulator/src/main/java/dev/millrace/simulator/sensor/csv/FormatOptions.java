package dev.millrace.simulator.sensor.csv;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the format of the lines, as far as the file does not show it. */
final class FormatOptions {
    @Option(
            names = "--tz",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Where the clock stood that wrote the times, as Europe/Berlin. Default: ${DEFAULT-VALUE}")
    ZoneId zone = ZoneOffset.UTC;

    @Option(
            names = "--columns",
            paramLabel = "TIME,VALUE",
            converter = Columns.Converter.class,
            description = "Which fields to take, as 1,3; with 1+2,5 the first two are the date and the time of day."
                    + " Without it lines must have two fields.")
    @Nullable
    Columns columns;

    @Option(
            names = "--separator",
            paramLabel = "NAME",
            description = "Between fields: ${COMPLETION-CANDIDATES}. Otherwise the first lines decide.")
    @Nullable
    Separator separator;

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            description = "In numbers: ${COMPLETION-CANDIDATES}. Otherwise the values of the file decide.")
    @Nullable
    DecimalMark decimal;

    @Option(
            names = "--dates",
            paramLabel = "ORDER",
            description = "What 03/04/2026 is: dmy for 3 April, mdy for 4 March. Otherwise the dates of the file"
                    + " decide, if one of their numbers is more than 12.")
    @Nullable
    DateOrder dates;

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            description =
                    "What times count that are numbers since 1970: s, ms, us or ns. Otherwise their size decides.")
    @Nullable
    EpochUnit timeUnit;

    Columns columns() {
        return columns == null ? Columns.TWO : columns;
    }
}
