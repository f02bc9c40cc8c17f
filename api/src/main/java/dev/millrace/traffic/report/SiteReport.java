package dev.millrace.traffic.report;

import dev.millrace.clickhouse.Query;
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
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

    private final PlannedReports reports;
    private final ReportQueries queries;

    SiteReport(@Parameter PlannedReports reports, @Parameter ReportQueries queries) {
        this.reports = reports;
        this.queries = queries;
    }

    /** Writes pages, most viewed first. */
    void writePages(TimeRange range, int limit, RowBody target) throws SQLException, IOException {
        RowBody _ = reports.read(TrafficHours.Subject.site(), range, plan -> {
            target.restart();
            queries.read(
                    fill(PAGES, plan)
                            .withSql("order", "views DESC, page LIMIT ${limit}")
                            .with("limit", limit),
                    row -> new Page(row.getString(1), row.getLong(2), row.getLong(3)).writeTo(target));
            return target;
        });
    }

    /** Reads all pages in the order of their names, with views and users. To be closed. */
    RowReader pagesByName(TimeRange range) throws SQLException, IOException {
        return reports.read(TrafficHours.Subject.site(), range, this::openPages, RowReader::close);
    }

    private RowReader openPages(HourPlan plan) throws SQLException {
        RowReader rows = queries.open(fill(PAGES, plan).withSql("order", "page"));
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
            return reports.read(TrafficHours.Subject.site(), hours.range(), plan -> hours(fill(HOURS, plan)));
        }
        HourPlan all = new HourPlan(List.of(), List.of(hours.range()));
        String starts = hours.starts().stream()
                .map(start -> Long.toString(start.getEpochSecond()))
                .collect(Collectors.joining(", "));
        return hours(fill(OTHER_HOURS, all).withSql("starts", starts));
    }

    private List<Hour> hours(Query query) throws SQLException, IOException {
        List<Hour> all = new ArrayList<>();
        queries.read(
                query, row -> all.add(new Hour(Instant.ofEpochSecond(row.getLong(1)), row.getLong(2), row.getLong(3))));
        return all;
    }

    private static Query fill(String query, HourPlan plan) {
        return Query.of(query)
                .withSql("rows", HourConditions.rows("created_at", plan.raw()))
                .withSql("hours", HourConditions.hours(plan.rolledUp()));
    }
}
