package dev.millrace.simulator.sensor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.input.TextFile;
import dev.millrace.simulator.sensor.csv.CsvLine.Point;
import dev.millrace.simulator.sensor.csv.DialectFinder.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectFinderTest {
    @TempDir
    private Path directory = Path.of("");

    private final FormatOptions options = new FormatOptions();

    @Test
    void aByteOrderMarkDoesNotCostTheFirstReading() throws IOException {
        assertThat(points("\ufeff2026-11-20 10:00:00,1.5\r\n2026-11-20 10:01:00,2.5\r\n"))
                .extracting(Point::value)
                .containsExactly(1.5, 2.5);
    }

    @Test
    void aFirstLineWithATimeIsNoHeaderThoughItHasNoNumber() throws IOException {
        CsvSurvey survey = survey("2023-02-10 15:41:33,NaN\n2023-02-10 15:42:33,2\n");

        assertThat(survey.points()).hasSize(1);
        assertThat(survey.skipped().why()).contains("skipped 1 no finite number; line 1:");
    }

    @Test
    void aFirstLineWithoutATimeAboveAnotherOneIsNoHeaderButSkipped() throws IOException {
        assertThat(survey("garbage,here\nmore,garbage\n2023-02-10 15:42:33,2\n")
                        .skipped()
                        .total())
                .isEqualTo(2);
    }

    @Test
    void offsetsOfPostgresAreNotALineWithoutATime() throws IOException {
        assertThat(points("time,value\n2023-02-10 15:41:33.895+01,1.5\n2023-02-10 15:45:31+00,2.5\n"))
                .containsExactly(at("2023-02-10T14:41:33.895Z", 1.5), at("2023-02-10T15:45:31Z", 2.5));
    }

    @Test
    void aLineBefore1970DoesNotEndTheCheck() throws IOException {
        assertThat(points("ts,v\n1969-12-31 23:59:59,9\n2023-02-10 15:42:33,2\n"))
                .containsExactly(at("2023-02-10T15:42:33Z", 2));
    }

    @ParameterizedTest
    @CsvSource({"1763632800, seconds", "1763632800000, milliseconds", "1763632800000000, microseconds"})
    void secondsAndMicrosecondsAreNotMillisecondsOfAnotherCentury(String number, String unit) throws IOException {
        Found found = find("timestamp,value\n" + number + ",1.5\n");

        assertThat(found.said()).contains("times in " + unit + " since 1970");
        assertThat(points("timestamp,value\n" + number + ",1.5\n")).containsExactly(at("2025-11-20T10:00:00Z", 1.5));
    }

    @Test
    void oneBrokenTimeDoesNotDecideForAllOthers() throws IOException {
        assertThat(points("ts,v\n1763632800000,9\n1763632800,1\n1763632860,2\n"))
                .extracting(Point::value)
                .containsExactly(1.0, 2.0);
    }

    @Test
    void aNumberThatMayBeAnythingIsNoTimeOf1970() throws IOException {
        assertThat(find("t,v\n17,1\n18,2\n").question()).contains("'17' is no time", "--time-unit");
        options.timeUnit = EpochUnit.S;
        assertThat(points("t,v\n17,1\n")).containsExactly(at("1970-01-01T00:00:17Z", 1));
    }

    @Test
    void aDecimalCommaIsNoSeparatorWhereThereIsAnotherOne() throws IOException {
        assertThat(points("t;v\n2023-02-10 15:42:33;1,5\n2023-02-10 15:42:34;1.234,5\n2023-02-10 15:42:35;1,234\n"))
                .extracting(Point::value)
                .containsExactly(1.5, 1234.5, 1.234);
    }

    @Test
    void aCommaBeforeThreeDigitsIsNeverGuessed() throws IOException {
        String file = "t;v\n2023-02-10 15:42:33;1,234\n";

        assertThat(find(file).question()).contains("--decimal comma or --decimal point");
        options.decimal = DecimalMark.POINT;
        assertThat(find(file).question()).isEmpty();
        assertThat(points(file)).extracting(Point::value).containsExactly(1234.0);
    }

    @Test
    void theOrderOfADateIsNeverGuessed() throws IOException {
        String file = "t,v\n03/04/2026 10:00,1\n";

        assertThat(find(file).question()).contains("'03/04/2026 10:00'", "--dates dmy or --dates mdy");
        assertThat(find(file + "04/25/2026 10:00,2\n").question()).isEmpty();
        assertThat(points(file + "04/25/2026 10:00,2\n").getFirst()).isEqualTo(at("2026-03-04T10:00:00Z", 1));
        assertThat(points(file + "25/04/2026 10:00,2\n").getFirst()).isEqualTo(at("2026-04-03T10:00:00Z", 1));
    }

    @Test
    void aSeparatorInsideQuotesIsNone() throws IOException {
        options.columns = new Columns.Converter().convert("1,3");
        assertThat(points("\"t\",\"a, b\",\"v\"\n\"2023-02-10 15:42:33\",\"x, \"\"y\"\"\",\"1.5\"\n"))
                .containsExactly(at("2023-02-10T15:42:33Z", 1.5));
    }

    @Test
    void partsOfAMillisecondThatAreCutOffAreSaid() throws IOException {
        assertThat(find("t,v\n2023-02-10 15:42:33.123456,1\n2023-02-10 15:42:33.123000,1\n")
                        .said())
                .contains("1 times are cut to milliseconds");
    }

    private Found find(String text) throws IOException {
        return new DialectFinder(options).find(file(text));
    }

    private CsvSurvey survey(String text) throws IOException {
        return CsvSurvey.of(file(text), find(text).dialect());
    }

    private List<Point> points(String text) throws IOException {
        return survey(text).points();
    }

    private TextFile file(String text) throws IOException {
        return new TextFile(Files.writeString(directory.resolve("file.csv"), text));
    }

    private static Point at(String time, double value) {
        return new Point(Instant.parse(time).toEpochMilli(), value);
    }
}
