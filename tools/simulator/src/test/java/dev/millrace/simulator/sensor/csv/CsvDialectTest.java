package dev.millrace.simulator.sensor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.sensor.csv.CsvLine.Point;
import dev.millrace.simulator.sensor.csv.CsvLine.Skipped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvDialectTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2013-12-02 21:15:00, 2013-12-02T21:15:00Z",
        "2013-12-02T21:15:00, 2013-12-02T21:15:00Z",
        "2013-12-02 21:15, 2013-12-02T21:15:00Z",
        "2013-12-02 21:15:00.250, 2013-12-02T21:15:00.250Z",
        "2013-12-02T21:15:00+03:30, 2013-12-02T17:45:00Z",
        "2013-12-02T21:15:00Z, 2013-12-02T21:15:00Z",
        "1386018900000, 2013-12-02T21:15:00Z",
        "2013-12-02 21:15:00+00, 2013-12-02T21:15:00Z",
        "2013-12-02 21:15:00.5+0100, 2013-12-02T20:15:00.500Z",
        "2013-12-02 21:15:00+01:00, 2013-12-02T20:15:00Z",
        "2013-12-02 21:15:00 +0100, 2013-12-02T20:15:00Z",
        "2013-12-02 21:15:00 UTC, 2013-12-02T21:15:00Z",
        "2013-12-02, 2013-12-02T00:00:00Z",
        "2013/12/2 9:15, 2013-12-02T09:15:00Z",
        "02.12.2013 21:15, 2013-12-02T21:15:00Z",
        "02/12/2013 9:15 PM, 2013-12-02T21:15:00Z",
        "2013-12-02 21:15:00.123456, 2013-12-02T21:15:00.123Z",
    })
    void timesAreReadAsTheyAreWritten(String text, Instant time) {
        assertThat(parse(text + ",73.5", ZoneOffset.UTC)).isEqualTo(new Point(time.toEpochMilli(), 73.5));
    }

    @Test
    void withoutAnOffsetTheZoneSaysWhenItWas() {
        assertThat(parse("2026-07-01 12:00:00,-1.5e1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-07-01T10:00:00Z").toEpochMilli(), -15));
    }

    @Test
    void theHourThatComesTwiceInAutumnIsOneHour() {
        assertThat(parse("2026-10-25 02:30:00,1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-10-25T00:30:00Z").toEpochMilli(), 1));
    }

    @Test
    void aTimeThatClocksLeaveOutInSpringIsAnHourLater() {
        assertThat(parse("2026-03-29 02:30:00,1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli(), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "2013-12-02 21:15:00", "2013-12-02 21:15:00,1,2"})
    void aLineWithoutTwoFieldsIsSkipped(String line) {
        assertThat(parse(line, BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.NOT_TWO_FIELDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp,1", "2013-02-30 00:00:00,1", ",1", "1.5.2013x,1"})
    void aLineWithoutATimeIsSkipped(String line) {
        assertThat(parse(line, BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.NO_TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "", "NaN", "Infinity", "1e999", "1d", "0x1p3", "1;2"})
    void aLineWithoutAFiniteNumberIsSkipped(String number) {
        assertThat(parse("2013-12-02 21:15:00," + number, BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.NO_NUMBER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31 23:59:59,1", "-5,1", "2106-01-01,1", "99999999999999999,1"})
    void aTimeThatTheServiceCannotHoldDoesNotEndTheCheckButIsSkipped(String line) {
        assertThat(parse(line, ZoneOffset.UTC)).isEqualTo(new Skipped(CsvLine.Reason.OUT_OF_RANGE));
    }

    @Test
    void anEmptyLineACommentAndAnOpenQuoteHaveReasonsOfTheirOwn() {
        assertThat(parse(" ", BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.EMPTY));
        assertThat(parse("# exported,1", BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.COMMENT));
        assertThat(parse("2013-12-02 21:15:00,\"1", BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.OPEN_QUOTE));
    }

    @Property
    void noLineWhateverMakesItThrow(@ForAll @CharRange(from = ' ', to = '~') String line) {
        assertThat(parse(line, BERLIN)).isNotNull();
    }

    private static CsvLine parse(String line, ZoneId zone) {
        return new CsvDialect(Separator.COMMA, Columns.TWO, DecimalMark.POINT, EpochUnit.MS, DateOrder.DMY, zone, 0)
                .reader()
                .parse(line);
    }
}
