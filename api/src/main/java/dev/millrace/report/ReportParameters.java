package dev.millrace.report;

import dev.millrace.time.IsoTime;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpParameters;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a report: {@code ?at=} (24 hours that end there), {@code ?date=&tz=} (a calendar day in a zone), {@code
 * ?from=&to=} (any range), {@code ?limit=}. Without any of them: the 24 hours that end now.
 */
public final class ReportParameters {
    private static final Duration DAY = Duration.ofDays(1);

    /** The first instant of a report: events are not before 1970. Days, which tables are partitioned by, end in 2149. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2149-06-06T00:00:00Z");

    /** Zones without summer time that the time zone database still has, and Java does not. */
    private static final Map<String, String> OBSOLETE_ZONES = Map.of("EST", "-05:00", "MST", "-07:00", "HST", "-10:00");

    private final HttpParameters query;
    private final Instant now;

    /** @param now the end of a range that names none */
    public ReportParameters(HttpParameters query, Instant now) {
        this.query = query;
        this.now = now;
    }

    /**
     * Returns the requested range.
     *
     * @throws WrongParameterException if the parameters name none, or more than one
     */
    public TimeRange range() {
        refuseTogether("at", "date", "tz", "from", "to");
        refuseTogether("date", "from", "to");
        refuseTogether("tz", "from", "to");
        if (has("date") || has("tz")) {
            return calendarDay();
        }
        if (has("from") || has("to")) {
            Instant to = has("to") ? time("to") : now;
            Instant from = has("from") ? time("from") : to.minus(DAY);
            if (to.isBefore(from)) {
                throw new WrongParameterException("to", "to must not be before from");
            }
            return new TimeRange(from, to);
        }
        Instant end = has("at") ? time("at") : now;
        return new TimeRange(end.minus(DAY), end);
    }

    /**
     * Returns the range between {@code from} and {@code to}; to now, if no end is given.
     *
     * @param unlessGiven the length of the range if no start is given
     * @throws WrongParameterException if they name none
     */
    public TimeRange range(Duration unlessGiven) {
        Instant to = has("to") ? time("to") : now;
        Instant from = has("from") ? time("from") : laterOf(EARLIEST, to.minus(unlessGiven));
        if (to.isBefore(from)) {
            throw new WrongParameterException("to", "to must not be before from");
        }
        return new TimeRange(from, to);
    }

    private static Instant laterOf(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Reads the most rows to answer.
     *
     * @param most the largest number that may be asked for
     * @throws WrongParameterException if it is not a number from 1 to {@code most}
     */
    public int limit(int unlessGiven, int most) {
        String text = query.get("limit");
        if (text == null) {
            return unlessGiven;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new WrongParameterException("limit", "limit must be a whole number from 1 to %s".formatted(most));
    }

    /** Reads a calendar day: from midnight to midnight in its zone, so 23 or 25 hours when the clocks change. */
    private TimeRange calendarDay() {
        ZoneId zone = zone();
        LocalDate date = date(query.get("date"), zone);
        Instant from = date.atStartOfDay(zone).toInstant();
        Instant to = date.plusDays(1).atStartOfDay(zone).toInstant();
        return new TimeRange(inRange("date", from), inRange("date", to));
    }

    /**
     * Reads the zone whose days and hours are asked for; UTC if none is named.
     *
     * @throws WrongParameterException if the zone does not exist
     */
    public ZoneId zone() {
        String name = query.get("tz");
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name, OBSOLETE_ZONES);
        } catch (DateTimeException e) {
            throw new WrongParameterException("tz", "tz must be a time zone such as Asia/Tehran");
        }
    }

    private LocalDate date(@Nullable String text, ZoneId zone) {
        try {
            return text == null ? LocalDate.ofInstant(now, zone) : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new WrongParameterException("date", "date must be a day such as 2026-11-19");
        }
    }

    private Instant time(String name) {
        Instant time = IsoTime.parse(String.valueOf(query.get(name)))
                .orElseThrow(() -> new WrongParameterException(
                        name,
                        "%s must be an ISO-8601 time such as 2026-11-19T00:00:00Z (write + as %%2B)".formatted(name)));
        return inRange(name, time);
    }

    private static Instant inRange(String name, Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new WrongParameterException(name, "%s must be between 1970 and 2149-06-06".formatted(name));
        }
        return time;
    }

    private boolean has(String name) {
        return query.get(name) != null;
    }

    private void refuseTogether(String name, String... others) {
        for (String other : others) {
            if (has(name) && has(other)) {
                throw new WrongParameterException(other, "%s cannot be combined with %s".formatted(other, name));
            }
        }
    }
}
