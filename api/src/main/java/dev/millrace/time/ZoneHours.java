package dev.millrace.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the hours of a range as the clocks of a zone show them. An hour ends when the clock shows the next one, or when the clock is moved:
 * where that is by half an hour, as on Lord Howe Island, a day has an hour of thirty minutes.
 *
 * @param range at most some days for a zone other than UTC, as all hours are listed
 */
public record ZoneHours(TimeRange range, ZoneId zone) {
    private static final long SECONDS = Duration.ofHours(1).toSeconds();
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    /** Returns true if each of them is also an hour of UTC, except at the ends of the range. */
    public boolean areOfUtc() {
        ZoneRules rules = zone.getRules();
        return rules.isFixedOffset()
                ? rules.getOffset(range.from()).getTotalSeconds() % SECONDS == 0
                : starts().stream().allMatch(start -> start.getEpochSecond() % SECONDS == 0);
    }

    /** Returns the starts of the hours in their order; the first is the start of the range. */
    public List<Instant> starts() {
        List<Instant> starts = new ArrayList<>();
        for (Instant start = range.from(); start.isBefore(range.to()); start = end(start)) {
            starts.add(start);
        }
        return starts;
    }

    private Instant end(Instant start) {
        ZoneRules rules = zone.getRules();
        LocalDateTime shown = LocalDateTime.ofInstant(start, zone);
        Instant next = shown.truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant(rules.getOffset(start));
        ZoneOffsetTransition moved = rules.nextTransition(start);
        return moved != null && moved.getInstant().isBefore(next) ? moved.getInstant() : next;
    }

    /** Formats a time as the zone's clocks show it, with their offset: {@code 2026-11-19T10:00:00+01:00}; {@code Z} for offset 0. */
    public String text(Instant time) {
        return WITH_OFFSET.format(time.atZone(zone));
    }
}
