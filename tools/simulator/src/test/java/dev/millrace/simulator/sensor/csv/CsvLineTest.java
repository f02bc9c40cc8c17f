package dev.millrace.simulator.sensor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.sensor.csv.CsvLine.Point;
import dev.millrace.simulator.sensor.csv.CsvLine.Skipped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {
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
    })
    void timesAreReadAsTheyAreWritten(String text, Instant time) {
        assertThat(CsvLine.parse(text + ",73.5", ZoneOffset.UTC)).isEqualTo(new Point(time.toEpochMilli(), 73.5));
    }

    @Test
    void withoutAnOffsetTheZoneSaysWhenItWas() {
        assertThat(CsvLine.parse("2026-07-01 12:00:00,-1.5e1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-07-01T10:00:00Z").toEpochMilli(), -15));
    }

    @Test
    void theHourThatComesTwiceInAutumnIsOneHour() {
        assertThat(CsvLine.parse("2026-10-25 02:30:00,1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-10-25T00:30:00Z").toEpochMilli(), 1));
    }

    @Test
    void aTimeThatClocksLeaveOutInSpringIsAnHourLater() {
        assertThat(CsvLine.parse("2026-03-29 02:30:00,1", BERLIN))
                .isEqualTo(new Point(Instant.parse("2026-03-29T01:30:00Z").toEpochMilli(), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "timestamp", "2013-12-02 21:15:00", "2013-12-02 21:15:00,1,2"})
    void aLineWithoutTwoFieldsIsSkipped(String line) {
        assertThat(CsvLine.parse(line, BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.NOT_TWO_FIELDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp,1", "2013-02-30 00:00:00,1", "2013-12-02,1", ",1", "-5,1"})
    void aLineWithoutATimeIsSkipped(String line) {
        assertThat(CsvLine.parse(line, BERLIN)).isEqualTo(new Skipped(CsvLine.Reason.NO_TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "", "NaN", "Infinity", "1e999", "1d", "0x1p3", "1;2"})
    void aLineWithoutAFiniteNumberIsSkipped(String number) {
        assertThat(CsvLine.parse("2013-12-02 21:15:00," + number, BERLIN))
                .isEqualTo(new Skipped(CsvLine.Reason.NO_NUMBER));
    }
}
