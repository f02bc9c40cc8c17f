package dev.millrace.traffic;

import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which hours of a report about page views come from a rollup, and the conditions that read them and the others.
 *
 * <p>The plan is made in a statement of its own, before the rollup and the raw rows are read: a row that was stored before then is
 * either marked, or whoever cleared its mark had written the rollup by then.
 */
final class TrafficHours {
    /** Both in the order of the key, so that little is read. {@code SELECT} of hours, and whether each is sealed or marked. */
    private static final String OF_USER = """
            SELECT toUnixTimestamp(hour), 0 FROM millrace.traffic_hour FINAL PREWHERE is_seal = 1 AND user_id = 0 AND ${hours}
            UNION ALL
            SELECT toUnixTimestamp(hour), 1 FROM millrace.traffic_mark FINAL PREWHERE ${hours} AND user_id = ${user}
            """;

    private static final String OF_SITE = """
            SELECT toUnixTimestamp(hour), 0 FROM millrace.traffic_site_hour FINAL PREWHERE ${hours}
            UNION ALL
            SELECT DISTINCT toUnixTimestamp(hour), 1 FROM millrace.traffic_mark FINAL PREWHERE ${hours}
            """;

    /** A longer list makes a statement long. */
    private static final long MAX_NAMED_HOURS = 500;

    private TrafficHours() {}

    static HourPlan ofUser(Connection connection, TimeRange range, long userId) throws SQLException {
        return plan(connection, range, OF_USER.replace("${user}", Long.toString(userId)));
    }

    static HourPlan ofSite(Connection connection, TimeRange range) throws SQLException {
        return plan(connection, range, OF_SITE);
    }

    private static HourPlan plan(Connection connection, TimeRange range, String query) throws SQLException {
        List<Long> sealed = new ArrayList<>();
        List<Long> marked = new ArrayList<>();
        TimeRange whole = HourPlan.wholeHours(range);
        if (!whole.isEmpty()) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query.replace("${hours}", hours(List.of(whole))))) {
                while (rows.next()) {
                    (rows.getInt(2) == 0 ? sealed : marked).add(rows.getLong(1));
                }
            }
        }
        return HourPlan.of(range, sealed, marked);
    }

    /** The condition for rollup rows of these runs of hours. Made of numbers only. */
    static String hours(List<TimeRange> runs) {
        return anyOf(runs.stream()
                .map(run -> "hour >= toDateTime(%d, 'UTC') AND hour < toDateTime(%d, 'UTC')"
                        .formatted(run.from().getEpochSecond(), run.to().getEpochSecond()))
                .toList());
    }

    /**
     * The condition for raw rows of a plan's ranges. What a plan takes from the rollup are whole hours, so that an hour is left to raw
     * rows whole, but for the ends. It names the hours one by one, because the key begins with them: of a user, each is a read of its own
     * then, and not one of everything between them.
     */
    static String rows(List<TimeRange> ranges) {
        if (ranges.isEmpty()) {
            return "0";
        }
        Instant from = ranges.getFirst().from();
        Instant to = ranges.getLast().to();
        return "%s AND created_at >= fromUnixTimestamp64Milli(%d, 'UTC') AND created_at < fromUnixTimestamp64Milli(%d, 'UTC')"
                .formatted(rawHours(ranges), from.toEpochMilli(), to.toEpochMilli());
    }

    private static String rawHours(List<TimeRange> ranges) {
        long count =
                ranges.stream().mapToLong(range -> range.length().toHours() + 2).sum();
        if (count > MAX_NAMED_HOURS) {
            return anyOf(ranges.stream().map(TrafficHours::hoursOf).toList());
        }
        return ranges.stream()
                .flatMap(range -> Stream.iterate(
                        range.from().truncatedTo(ChronoUnit.HOURS),
                        hour -> hour.isBefore(range.to()),
                        hour -> hour.plus(1, ChronoUnit.HOURS)))
                .map(hour -> "toDateTime(%d, 'UTC')".formatted(hour.getEpochSecond()))
                .collect(Collectors.joining(", ", "toStartOfHour(created_at) IN (", ")"));
    }

    /** The end is a whole hour, or the end of the report, which another condition sees to. */
    private static String hoursOf(TimeRange range) {
        return "toStartOfHour(created_at) >= toDateTime(%d, 'UTC') AND toStartOfHour(created_at) < toDateTime(%d, 'UTC')"
                .formatted(
                        range.from().truncatedTo(ChronoUnit.HOURS).getEpochSecond(),
                        range.to()
                                .plusMillis(3_599_999)
                                .truncatedTo(ChronoUnit.HOURS)
                                .getEpochSecond());
    }

    private static String anyOf(List<String> conditions) {
        return conditions.isEmpty() ? "0" : conditions.stream().collect(Collectors.joining(") OR (", "((", "))"));
    }
}
