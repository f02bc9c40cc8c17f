package dev.millrace.traffic.report;

import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.report.JsonLayout;
import dev.millrace.report.RowBody;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import dev.millrace.time.ZoneHours;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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

    /**
     * Hours that do not begin with an hour of UTC: all of them from raw rows, because the rollup does not tell the users of half an hour.
     * One statement reads one state of the table.
     */
    private static final String OTHER_HOURS = """
            SELECT roundDown(toUnixTimestamp64Second(created_at), [${starts}]) AS start, count() AS n, uniqExact(user_id) AS who
            FROM millrace.traffic FINAL PREWHERE ${rows} GROUP BY start
            ORDER BY start
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    /** A page, the number of its views, and the number of their users. */
    record Page(String pageUrl, long views, long users) {
        static final JsonLayout SHAPE = JsonLayout.list("page_url", "views", "users");

        void writeTo(RowBody target) throws IOException {
            target.beginRow();
            target.text(pageUrl);
            target.number(views);
            target.number(users);
            target.endRow();
        }
    }

    /** An hour, by its start, and its views. Hours without views are left out. */
    record Hour(Instant start, long views, long users) {
        static final JsonLayout SHAPE = JsonLayout.list("hour", "views", "users");

        /** @param hours give the start as the clocks of a zone show it */
        void writeTo(RowBody target, ZoneHours hours) throws IOException {
            target.beginRow();
            target.text(hours.text(start));
            target.number(views);
            target.number(users);
            target.endRow();
        }
    }

    private final DataSource source;
    private final PlannedReports reports;
    private final ReportQueries queries;

    SiteReport(@Parameter DataSource source, @Parameter PlannedReports reports, @Parameter ReportQueries queries) {
        this.source = source;
        this.reports = reports;
        this.queries = queries;
    }

    /** Writes pages, most viewed first. */
    void writePages(TimeRange range, int limit, RowBody target) throws SQLException, IOException {
        String order = "views DESC, page LIMIT %s".formatted(limit);
        RowBody _ = reports.read(
                TrafficHours.Subject.site(),
                range,
                (connection, plan) -> write(connection, fill(PAGES, plan).replace("${order}", order), target));
    }

    private static RowBody write(Connection connection, String query, RowBody target) throws SQLException, IOException {
        target.restart();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                new Page(rows.getString(1), rows.getLong(2), rows.getLong(3)).writeTo(target);
            }
        }
        return target;
    }

    /** Reads all pages in the order of their names, with views and users. To be closed. */
    RowReader pagesByName(TimeRange range) throws SQLException, IOException {
        return reports.read(TrafficHours.Subject.site(), range, this::openPages, RowReader::close);
    }

    private RowReader openPages(Connection connection, HourPlan plan) throws SQLException {
        RowReader rows = queries.open(fill(PAGES, plan).replace("${order}", "page"));
        try {
            // When the first row is there, ClickHouse has chosen the parts that all rows are read from.
            rows.hasNext();
            return rows;
        } catch (SQLException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** Reads hours in their order; the first and the last may be in the range only in part. */
    List<Hour> hours(ZoneHours hours) throws SQLException, IOException {
        if (hours.areOfUtc()) {
            return reports.read(
                    TrafficHours.Subject.site(),
                    hours.range(),
                    (connection, plan) -> hours(connection, fill(HOURS, plan)));
        }
        HourPlan all = new HourPlan(List.of(), List.of(hours.range()));
        String starts = hours.starts().stream()
                .map(start -> Long.toString(start.getEpochSecond()))
                .collect(Collectors.joining(", "));
        try (Connection connection = source.getConnection()) {
            return hours(connection, fill(OTHER_HOURS, all).replace("${starts}", starts));
        }
    }

    private static List<Hour> hours(Connection connection, String query) throws SQLException {
        return rows(
                connection,
                query,
                row -> new Hour(Instant.ofEpochSecond(row.getLong(1)), row.getLong(2), row.getLong(3)));
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(Connection connection, String query, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                all.add(row.read(rows));
            }
        }
        return all;
    }

    private static String fill(String query, HourPlan plan) {
        return query.replace("${rows}", HourConditions.rows("created_at", plan.raw()))
                .replace("${hours}", HourConditions.hours(plan.rolledUp()));
    }
}
