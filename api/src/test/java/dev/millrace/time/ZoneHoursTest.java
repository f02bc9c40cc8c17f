package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours as the clocks of a zone show them. */
class ZoneHoursTest {
    @ParameterizedTest
    @CsvSource({
        "UTC, 2026-11-19, 24, true",
        "Europe/Berlin, 2026-11-19, 24, true",
        "Europe/Berlin, 2026-03-29, 23, true",
        "Europe/Berlin, 2026-10-25, 25, true",
        "-05:00, 2026-11-19, 24, true",
        "Asia/Kolkata, 2026-11-19, 24, false",
        "+05:30, 2026-11-19, 24, false",
        "Asia/Kathmandu, 2026-11-19, 24, false",
        "Australia/Lord_Howe, 2026-11-19, 24, true",
        "Australia/Lord_Howe, 2026-07-19, 24, false",
        "Australia/Lord_Howe, 2026-10-04, 24, false",
        "Australia/Lord_Howe, 2026-04-05, 25, false",
        "Antarctica/Troll, 2026-03-29, 22, true",
        "America/Sao_Paulo, 2018-11-04, 23, true",
        "America/Sao_Paulo, 2018-02-17, 25, true",
        "Pacific/Apia, 2011-12-30, 0, true"
    })
    void aDayHasTheHoursOfItsZone(String zone, LocalDate date, int count, boolean areOfUtc) {
        ZoneHours hours = hours(zone, date);
        assertThat(hours.starts()).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(hours.areOfUtc()).isEqualTo(areOfUtc);
        assertThat(hours.starts().stream().map(hours::text)).doesNotHaveDuplicates();
    }

    @Test
    void theHourThatIsShownTwiceIsOneHour() {
        assertThat(texts("Europe/Berlin", "2026-10-25"))
                .containsSubsequence(
                        "2026-10-25T01:00:00+02:00",
                        "2026-10-25T02:00:00+02:00",
                        "2026-10-25T02:00:00+01:00",
                        "2026-10-25T03:00:00+01:00");
    }

    @Test
    void clocksThatAreMovedByHalfAnHourLoseOne() {
        assertThat(texts("Australia/Lord_Howe", "2026-10-04"))
                .containsSubsequence(
                        "2026-10-04T01:00:00+10:30", "2026-10-04T02:30:00+11:00", "2026-10-04T03:00:00+11:00");
        assertThat(texts("Australia/Lord_Howe", "2026-04-05"))
                .containsSubsequence(
                        "2026-04-05T01:00:00+11:00", "2026-04-05T01:30:00+10:30", "2026-04-05T02:00:00+10:30");
    }

    private static List<String> texts(String zone, String date) {
        ZoneHours hours = hours(zone, LocalDate.parse(date));
        return hours.starts().stream().map(hours::text).toList();
    }

    private static ZoneHours hours(String zone, LocalDate date) {
        ZoneId id = ZoneId.of(zone);
        return new ZoneHours(
                new TimeRange(
                        date.atStartOfDay(id).toInstant(),
                        date.plusDays(1).atStartOfDay(id).toInstant()),
                id);
    }
}
