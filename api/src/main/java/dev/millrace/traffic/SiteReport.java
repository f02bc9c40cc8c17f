package dev.millrace.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.Shard;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.serde.annotation.Serdeable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Counts the page views of all users of one shard. Thread-safe; blocks. */
@EachBean(Shard.class)
final class SiteReport {
    private static final String PAGES = """
            SELECT page, sum(n) AS views, toUInt64(groupBitmapMerge(who)) AS users FROM
            (
                SELECT page_url AS page, count() AS n, groupBitmapState(user_id) AS who
                FROM millrace.traffic FINAL PREWHERE ${rows} GROUP BY page
                UNION ALL
                SELECT page, n, who FROM
                    (SELECT pages, page_views, page_users FROM millrace.traffic_site_hour FINAL PREWHERE ${hours})
                ARRAY JOIN pages AS page, page_views AS n, page_users AS who
            )
            GROUP BY page
            ORDER BY ${order}
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    private static final String HOURS = """
            SELECT start, n, who FROM
            (
                SELECT toUnixTimestamp(toStartOfHour(created_at)) AS start, count() AS n, uniqExact(user_id) AS who
                FROM millrace.traffic FINAL PREWHERE ${rows} GROUP BY start
                UNION ALL
                SELECT toUnixTimestamp(hour) AS start, views AS n, users AS who
                FROM millrace.traffic_site_hour FINAL PREWHERE ${hours} WHERE views > 0
            )
            ORDER BY start
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    /** A page and who viewed it. */
    @Serdeable
    record Page(@JsonProperty("page_url") String pageUrl, long views, long users) {}

    /** An hour, by its start in UTC, and what was viewed in it. Hours without views are left out. */
    @Serdeable
    record Hour(Instant hour, long views, long users) {}

    private final DataSource reports;
    private final ReportQueries queries;

    SiteReport(@Parameter DataSource reports, @Parameter ReportQueries queries) {
        this.reports = reports;
        this.queries = queries;
    }

    /** Pages, most viewed first. */
    List<Page> pages(TimeRange range, int limit) throws SQLException {
        try (Connection connection = reports.getConnection();
                Statement query = connection.createStatement()) {
            HourPlan plan = TrafficHours.ofSite(connection, range);
            List<Page> pages = new ArrayList<>();
            try (ResultSet rows = query.executeQuery(
                    fill(PAGES, plan).replace("${order}", "views DESC, page LIMIT %s".formatted(limit)))) {
                while (rows.next()) {
                    pages.add(new Page(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                }
            }
            return pages;
        }
    }

    /** All pages in the order of their names, with views and users. To be closed. */
    RowReader pagesByName(TimeRange range) throws SQLException {
        HourPlan plan;
        try (Connection connection = reports.getConnection()) {
            plan = TrafficHours.ofSite(connection, range);
        }
        return queries.open(fill(PAGES, plan).replace("${order}", "page"));
    }

    /** Hours in their order; the first and the last may be in the range only in part. */
    List<Hour> hours(TimeRange range) throws SQLException {
        try (Connection connection = reports.getConnection();
                Statement query = connection.createStatement()) {
            HourPlan plan = TrafficHours.ofSite(connection, range);
            List<Hour> hours = new ArrayList<>();
            try (ResultSet rows = query.executeQuery(fill(HOURS, plan))) {
                while (rows.next()) {
                    hours.add(new Hour(Instant.ofEpochSecond(rows.getLong(1)), rows.getLong(2), rows.getLong(3)));
                }
            }
            return hours;
        }
    }

    private static String fill(String query, HourPlan plan) {
        return query.replace("${rows}", HourConditions.rows("created_at", plan.raw()))
                .replace("${hours}", HourConditions.hours(plan.rolledUp()));
    }
}
