package dev.millrace.traffic;

import dev.millrace.clickhouse.Shard;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Counts one user's page views, of a user of this shard: sealed hours from the rollup, the others from raw rows. Thread-safe; blocks. */
@EachBean(Shard.class)
final class DailyReport {
    /**
     * FINAL makes both exact: of a view, and of the rollup of an hour, the last version counts. All versions are in one partition, so
     * partitions need not be merged with each other. One thread: there is little to read, and starting more takes longer.
     */
    private static final String VIEWS_BY_PAGE = """
            SELECT page, sum(n) AS views FROM
            (
                SELECT page_url AS page, count() AS n FROM millrace.traffic FINAL PREWHERE user_id = ${user} AND ${rows} GROUP BY page
                UNION ALL
                SELECT page, toUInt64(n) FROM
                    (SELECT pages, counts FROM millrace.traffic_hour FINAL PREWHERE is_seal = 0 AND user_id = ${user} AND ${hours})
                ARRAY JOIN pages AS page, counts AS n
            )
            GROUP BY page
            ORDER BY views DESC, page
            LIMIT ${limit}
            SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1
            """;

    private final DataSource reports;

    DailyReport(@Parameter DataSource reports) {
        this.reports = reports;
    }

    /**
     * Views by page, most viewed first.
     *
     * @param userId 0..2^32-1
     * @param limit how many pages at most
     */
    Map<String, Long> viewsByPage(long userId, TimeRange range, int limit) throws SQLException {
        try (Connection connection = reports.getConnection();
                Statement query = connection.createStatement()) {
            HourPlan plan = TrafficHours.ofUser(connection, range, userId);
            Map<String, Long> views = new LinkedHashMap<>();
            try (ResultSet rows = query.executeQuery(VIEWS_BY_PAGE
                    .replace("${user}", Long.toString(userId))
                    .replace("${rows}", HourConditions.rows("created_at", plan.raw()))
                    .replace("${hours}", HourConditions.hours(plan.rolledUp()))
                    .replace("${limit}", Integer.toString(limit)))) {
                while (rows.next()) {
                    views.put(rows.getString(1), rows.getLong(2));
                }
            }
            return views;
        }
    }
}
