package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the conditions with which a report reads the parts of an {@link HourPlan}. Made of numbers only. */
public final class HourConditions {
    /** A longer list makes a statement long. */
    private static final long MAX_NAMED_HOURS = 500;

    /** Most ranges in a condition: ClickHouse compares each part and each mark with each range, but looks a set up at once. */
    private static final int MAX_RANGES = 32;

    private static final long HOURS_OF_DAY = 24;

    private HourConditions() {}

    /** Returns the condition for rollup rows of these runs of hours. */
    public static String hours(List<TimeRange> runs) {
        if (runs.size() > MAX_RANGES) {
            return "%s AND hour IN (%s)".formatted(hours(List.of(all(runs))), hourSet(runs));
        }
        return anyOf(runs.stream()
                .map(run -> "hour >= toDateTime(%s, 'UTC') AND hour < toDateTime(%s, 'UTC')"
                        .formatted(run.from().getEpochSecond(), run.to().getEpochSecond()))
                .toList());
    }

    /**
     * Returns the condition for raw rows of a plan's ranges, in a table whose key begins with the hour of the column {@code time} and whose
     * partitions are its days. A plan takes whole hours from the rollup, so raw rows are read of whole hours, except at the ends. The
     * condition names the hours one by one, because the key begins with them: for one user each hour is then a read of its own, instead of
     * one read of everything between the hours.
     */
    public static String rows(String time, List<TimeRange> ranges) {
        if (ranges.isEmpty()) {
            return "0";
        }
        TimeRange all = all(ranges);
        return "%s AND %s >= fromUnixTimestamp64Milli(%s, 'UTC') AND %s < fromUnixTimestamp64Milli(%s, 'UTC')"
                .formatted(
                        rawHours(time, ranges),
                        time,
                        all.from().toEpochMilli(),
                        time,
                        all.to().toEpochMilli());
    }

    private static String rawHours(String time, List<TimeRange> ranges) {
        long count =
                ranges.stream().mapToLong(range -> range.length().toHours() + 2).sum();
        if (count > MAX_NAMED_HOURS) {
            return ranges.size() > MAX_RANGES
                    ? allBut(time, between(ranges))
                    : anyOf(ranges.stream().map(range -> hoursOf(time, range)).toList());
        }
        return ranges.stream()
                .flatMap(range -> Stream.iterate(
                        range.from().truncatedTo(ChronoUnit.HOURS),
                        hour -> hour.isBefore(range.to()),
                        hour -> hour.plus(1, ChronoUnit.HOURS)))
                .map(hour -> "toDateTime(%s, 'UTC')".formatted(hour.getEpochSecond()))
                .collect(Collectors.joining(", ", "toStartOfHour(%s) IN (".formatted(time), ")"));
    }

    /** The end is a whole hour, or the end of the report, which another condition checks. */
    private static String hoursOf(String time, TimeRange range) {
        return "toStartOfHour(%s) >= toDateTime(%s, 'UTC') AND toStartOfHour(%s) < toDateTime(%s, 'UTC')"
                .formatted(
                        time,
                        range.from().truncatedTo(ChronoUnit.HOURS).getEpochSecond(),
                        time,
                        range.to()
                                .plusMillis(3_599_999)
                                .truncatedTo(ChronoUnit.HOURS)
                                .getEpochSecond());
    }

    /** The days only serve to leave out partitions: ClickHouse knows the day of a part, and not that all of its hours are named. */
    private static String allBut(String time, List<TimeRange> runs) {
        return "toDate(%s, 'UTC') NOT IN (%s) AND toStartOfHour(%s) NOT IN (%s)"
                .formatted(time, daySet(runs), time, hourSet(runs));
    }

    private static List<TimeRange> between(List<TimeRange> ranges) {
        List<TimeRange> between = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            between.add(new TimeRange(ranges.get(i - 1).to(), ranges.get(i).from()));
        }
        return between;
    }

    private static TimeRange all(List<TimeRange> ranges) {
        return new TimeRange(ranges.getFirst().from(), ranges.getLast().to());
    }

    private static String hourSet(List<TimeRange> runs) {
        return "SELECT toDateTime(number * 3600, 'UTC') FROM (%s)"
                .formatted(numbers(runs.stream()
                        .map(run -> new long[] {hour(run.from()), hour(run.to())})
                        .toList()));
    }

    /** The days all of whose hours are in the runs. */
    private static String daySet(List<TimeRange> runs) {
        return "SELECT toDate(toUInt16(number)) FROM (%s)"
                .formatted(numbers(runs.stream()
                        .map(run -> new long[] {
                            Math.ceilDiv(hour(run.from()), HOURS_OF_DAY), Math.floorDiv(hour(run.to()), HOURS_OF_DAY)
                        })
                        .toList()));
    }

    private static long hour(Instant start) {
        return start.getEpochSecond() / Hours.SECONDS;
    }

    /** Returns the numbers of some ranges, each from its start to before its end, as a query. */
    private static String numbers(List<long[]> ranges) {
        return "SELECT arrayJoin(arrayFlatten(arrayMap((a, b) -> range(a, b), [%s], [%s]))) AS number"
                .formatted(joined(ranges, 0), joined(ranges, 1));
    }

    private static String joined(List<long[]> ranges, int end) {
        return ranges.stream().map(range -> Long.toString(range[end])).collect(Collectors.joining(","));
    }

    private static String anyOf(List<String> conditions) {
        return conditions.isEmpty() ? "0" : conditions.stream().collect(Collectors.joining(") OR (", "((", "))"));
    }
}
