package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-19T10:05:03Z,2026-11-19T10:05:03Z",
        "2026-11-19T10:05:03.123456789Z,2026-11-19T10:05:03.123456789Z",
        "2026-11-19T10:05,2026-11-19T10:05:00Z",
        "2026-11-19T10:05Z,2026-11-19T10:05:00Z",
        "2026-11-19T10:05+03:30,2026-11-19T06:35:00Z",
        "2026-11-19T10:05:03.250+03:30,2026-11-19T06:35:03.250Z",
        "2026-11-19T10:05:03.250+0330,2026-11-19T06:35:03.250Z",
        "2026-11-19T10:05:03.250+03,2026-11-19T07:05:03.250Z",
        "2026-11-19T10:05:03-18:00,2026-11-20T04:05:03Z",
        "2026-11-19T10:05:03-00:00,2026-11-19T10:05:03Z",
        "0000-01-01T00:00Z,0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999-18:00,+10000-01-01T17:59:59.999999999Z"
    })
    void allDocumentedFormsAreRead(String text, Instant expected) {
        assertThat(IsoTime.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-11-19",
                "2026-11-19T10",
                "2026-11-19T10Z",
                "10:05:03Z",
                "2026-323T10:05Z",
                "20261119T100503Z",
                "2026-11-19 10:05Z",
                "2026-11-19t10:05Z",
                "2026-11-19T10:05z",
                "2026-11-19T10:05.5Z",
                "2026-11-19T10:05:03.Z",
                "2026-11-19T10:05:03,5Z",
                "2026-11-19T10:05:03.1234567890Z",
                "2026-11-19T24:00Z",
                "2026-11-19T23:59:60Z",
                "2026-13-19T10:05Z",
                "2026-00-19T10:05Z",
                "2026-02-30T10:05Z",
                "2026-1-9T10:05Z",
                "2026-11-19T10:05 Z",
                "2026-11-19T10:05:03+3",
                "2026-11-19T10:05:03+030",
                "2026-11-19T10:05:03+03:3",
                "2026-11-19T10:05:03+03:60",
                "2026-11-19T10:05:03+18:01",
                "2026-11-19T10:05:03+99",
                "2026-11-19T10:05:03UTC",
                "2026-11-19T10:05:03[UTC]",
                "٢٠٢٦-11-19T10:05Z",
                " 2026-11-19T10:05Z",
                "2026-11-19T10:05Z\n"
            })
    void everythingElseIsNoTime(String text) {
        assertThat(IsoTime.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZ", "Z+00", "+00:00Z", "+03:00+0300", "+03:00+03"})
    void aTimeHasOneOffsetAtMost(String offsets) {
        assertThat(IsoTime.parse("2026-11-19T10:05:03" + offsets)).isEmpty();
    }

    /** The milliseconds of such years overflow, and that was an exception. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00Z",
                "+12026-11-19T10:05Z",
                "-0001-01-01T00:00Z",
                "12026-11-19T10:05Z"
            })
    void aYearHasFourDigits(String text) {
        assertThat(IsoTime.parse(text)).isEmpty();
    }

    @Property
    void whatJavaWritesIsReadAsTheSameInstant(
            @ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -18 * 3600, max = 18 * 3600) int offset) {
        OffsetDateTime time = Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofTotalSeconds(offset / 60 * 60));
        assertThat(IsoTime.parse(time.toString())).contains(time.toInstant());
        assertThat(IsoTime.parse(DateTimeFormatter.ISO_INSTANT.format(time))).contains(time.toInstant());
    }
}
