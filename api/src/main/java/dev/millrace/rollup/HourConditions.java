package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions with which a report reads what an {@link HourPlan} says. */
public final class HourConditions {
    /** A longer list makes a statement long. */
    private static final long MAX_NAMED_HOURS = 500;

    private HourConditions() {}

    /** The condition for rollup rows of these runs of hours. Made of numbers only. */
    public static String hours(List<TimeRange> runs) {
        return anyOf(runs.stream()
                .map(run -> "hour >= toDateTime(%d, 'UTC') AND hour < toDateTime(%d, 'UTC')"
                        .formatted(run.from().getEpochSecond(), run.to().getEpochSecond()))
                .toList());
    }

    /**
     * The condition for raw rows of a plan's ranges, whose key begins with the hour of the column {@code time}. What a plan takes from the rollup are whole hours, so that an hour is left to raw
     * rows whole, but for the ends. It names the hours one by one, because the key begins with them: of a user, each is a read of its own
     * then, and not one of everything between them.
     */
    public static String rows(String time, List<TimeRange> ranges) {
        if (ranges.isEmpty()) {
            return "0";
        }
        Instant from = ranges.getFirst().from();
        Instant to = ranges.getLast().to();
        return "%s AND %s >= fromUnixTimestamp64Milli(%d, 'UTC') AND %s < fromUnixTimestamp64Milli(%d, 'UTC')"
                .formatted(rawHours(time, ranges), time, from.toEpochMilli(), time, to.toEpochMilli());
    }

    private static String rawHours(String time, List<TimeRange> ranges) {
        long count =
                ranges.stream().mapToLong(range -> range.length().toHours() + 2).sum();
        if (count > MAX_NAMED_HOURS) {
            return anyOf(ranges.stream().map(range -> hoursOf(time, range)).toList());
        }
        return ranges.stream()
                .flatMap(range -> Stream.iterate(
                        range.from().truncatedTo(ChronoUnit.HOURS),
                        hour -> hour.isBefore(range.to()),
                        hour -> hour.plus(1, ChronoUnit.HOURS)))
                .map(hour -> "toDateTime(%d, 'UTC')".formatted(hour.getEpochSecond()))
                .collect(Collectors.joining(", ", "toStartOfHour(%s) IN (".formatted(time), ")"));
    }

    /** The end is a whole hour, or the end of the report, which another condition sees to. */
    private static String hoursOf(String time, TimeRange range) {
        return "toStartOfHour(%s) >= toDateTime(%d, 'UTC') AND toStartOfHour(%s) < toDateTime(%d, 'UTC')"
                .formatted(
                        time,
                        range.from().truncatedTo(ChronoUnit.HOURS).getEpochSecond(),
                        time,
                        range.to()
                                .plusMillis(3_599_999)
                                .truncatedTo(ChronoUnit.HOURS)
                                .getEpochSecond());
    }

    private static String anyOf(List<String> conditions) {
        return conditions.isEmpty() ? "0" : conditions.stream().collect(Collectors.joining(") OR (", "((", "))"));
    }
}
