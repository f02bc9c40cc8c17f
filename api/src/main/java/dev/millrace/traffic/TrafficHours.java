package dev.millrace.traffic;

import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Which hours of a report about page views come from a rollup.
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
                    ResultSet rows =
                            statement.executeQuery(query.replace("${hours}", HourConditions.hours(List.of(whole))))) {
                while (rows.next()) {
                    (rows.getInt(2) == 0 ? sealed : marked).add(rows.getLong(1));
                }
            }
        }
        return HourPlan.of(range, sealed, marked);
    }
}
