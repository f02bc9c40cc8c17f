package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DayShiftTest {
    private static final Clock NOON = clock("2026-11-20T12:00:00Z");

    @Test
    void theLatestTimeFallsOnYesterdayAndKeepsItsTimeOfDay() {
        Instant latest = Instant.parse("2015-05-20T21:05:59Z");

        assertThat(DayShift.toYesterday(latest, NOON).apply(latest)).isEqualTo("2026-11-19T21:05:59Z");
    }

    @Test
    void midnightBelongsToTheDayThatItBegins() {
        Instant midnight = Instant.parse("2015-05-20T00:00:00Z");
        Instant before = Instant.parse("2015-05-19T23:59:59Z");

        assertThat(DayShift.toYesterday(midnight, NOON).apply(midnight)).isEqualTo("2026-11-19T00:00:00Z");
        assertThat(DayShift.toYesterday(midnight, NOON).apply(before)).isEqualTo("2026-11-18T23:59:59Z");
    }

    @Test
    void yesterdayChangesExactlyAtMidnightUtc() {
        Instant latest = Instant.parse("2015-05-20T21:05:59Z");

        assertThat(DayShift.toYesterday(latest, clock("2026-11-20T23:59:59.999Z"))
                        .apply(latest))
                .isEqualTo("2026-11-19T21:05:59Z");
        assertThat(DayShift.toYesterday(latest, clock("2026-11-21T00:00:00Z")).apply(latest))
                .isEqualTo("2026-11-20T21:05:59Z");
    }

    @Test
    void theZoneOfTheClockDoesNotMatter() {
        Instant latest = Instant.parse("2015-05-20T21:05:59Z");
        Clock tokyo = NOON.withZone(ZoneOffset.ofHours(14));

        assertThat(DayShift.toYesterday(latest, tokyo)).isEqualTo(DayShift.toYesterday(latest, NOON));
    }

    @Test
    void aLogFromTheFutureMovesBack() {
        Instant latest = Instant.parse("2026-11-25T08:00:00Z");

        assertThat(DayShift.toYesterday(latest, NOON).days()).isEqualTo(-6);
    }

    @Property
    void theLatestTimeIsAlwaysYesterdayAndNeverInTheFuture(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long latestSecond,
            @ForAll @LongRange(min = 100_000, max = 4_000_000_000L) long nowSecond) {
        Instant latest = Instant.ofEpochSecond(latestSecond);
        Instant now = Instant.ofEpochSecond(nowSecond);
        Instant shifted =
                DayShift.toYesterday(latest, Clock.fixed(now, ZoneOffset.UTC)).apply(latest);

        assertThat(LocalDate.ofInstant(shifted, ZoneOffset.UTC))
                .isEqualTo(LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1));
        assertThat(shifted).isBefore(now);
        assertThat(shifted.getEpochSecond() % 86_400).isEqualTo(latestSecond % 86_400);
    }

    private static Clock clock(String now) {
        return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    }
}
