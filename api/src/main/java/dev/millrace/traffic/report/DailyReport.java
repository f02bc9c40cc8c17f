package dev.millrace.traffic.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportConfig;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.report.RowBody;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.rollup.RollupRow;
import dev.millrace.time.TimeRange;
import dev.millrace.traffic.table.TrafficConfig;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Counts the page views of a user of this shard. A day of most users is counted from raw rows alone, in one statement: that is cheapest,
 * and reads one state of the table. A longer range, or a day of a user with very many views, takes sealed hours from the rollup.
 * Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class DailyReport {
    /**
     * The longest range that is counted from raw rows: a day of 25 hours, and one hour more because it need not begin with one. For longer
     * ranges the rollup is cheaper for nearly all users.
     */
    private static final Duration LONGEST_OF_RAW_ROWS = Duration.ofHours(26);

    /** ClickHouse's error code for a statement that would read more rows than permitted; it is raised before anything is read. */
    private static final int TOO_MANY_ROWS = 158;

    /**
     * FINAL makes both exact: of a view, and of the rollup of an hour, the last version counts. All versions are in one partition, so
     * partitions need not be merged with each other. One thread: there is little to read, and starting more takes longer.
     */
    private static final String OF_RAW_ROWS = """
            SELECT page_url AS page, count() AS views FROM millrace.traffic FINAL PREWHERE user_id = ${user} AND ${rows}
            GROUP BY page
            ORDER BY views DESC, page
            LIMIT ${limit}
            SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1, max_rows_to_read = ${most}
            """;

    private static final String VIEWS_BY_PAGE = RollupRow.named("""
            SELECT page, sum(n) AS views FROM
            (
                SELECT page_url AS page, count() AS n FROM millrace.traffic FINAL PREWHERE user_id = ${user} AND ${rows} GROUP BY page
                UNION ALL
                SELECT page, toUInt64(n) FROM
                    (SELECT pages, counts FROM millrace.traffic_hour FINAL PREWHERE is_seal = ${hour_row} AND user_id = ${user} AND ${hours})
                ARRAY JOIN pages AS page, counts AS n
            )
            GROUP BY page
            ORDER BY views DESC, page
            LIMIT ${limit}
            SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1
            """);

    private final ReportQueries queries;
    private final PlannedReports planned;
    private final TrafficConfig traffic;
    private final int rawRows;
    private final InstantSource clock;

    DailyReport(
            @Parameter ReportQueries queries,
            @Parameter PlannedReports planned,
            ReportConfig config,
            TrafficConfig traffic,
            InstantSource clock) {
        this.queries = queries;
        this.planned = planned;
        this.traffic = traffic;
        this.rawRows = config.rawRows();
        this.clock = clock;
    }

    /**
     * Writes views by page, most viewed first.
     *
     * @param userId 0..2^32-1
     * @param limit how many pages at most
     * @param target gets a page and its views in each row
     */
    void writeViewsByPage(long userId, TimeRange range, int limit, RowBody target) throws SQLException, IOException {
        if (!isWorthCounting(range) || !countRawRows(userId, range, limit, target)) {
            RowBody _ = planned.read(
                    TrafficHours.Subject.user(userId),
                    range,
                    plan -> write(fill(VIEWS_BY_PAGE, userId, plan, limit), target));
        }
    }

    private boolean isWorthCounting(TimeRange range) {
        return rawRows > 0
                && range.length().compareTo(LONGEST_OF_RAW_ROWS) <= 0
                && !range.from().isBefore(traffic.allRowsSince(clock.instant()));
    }

    /** Returns false if there is too much to read. */
    private boolean countRawRows(long userId, TimeRange range, int limit, RowBody target)
            throws SQLException, IOException {
        HourPlan all = new HourPlan(List.of(), range.isEmpty() ? List.of() : List.of(range));
        target.restart();
        try {
            queries.read(fill(OF_RAW_ROWS, userId, all, limit).with("most", rawRows), row -> {
                target.beginRow();
                target.text(row.getString(1));
                target.number(row.getLong(2));
                target.endRow();
            });
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == TOO_MANY_ROWS) {
                return false;
            }
            throw e;
        }
    }

    private static Query fill(String query, long userId, HourPlan plan, int limit) {
        return Query.of(query)
                .with("user", userId)
                .withSql("rows", HourConditions.rows("created_at", plan.raw()))
                .withSql("hours", HourConditions.hours(plan.rolledUp()))
                .with("limit", limit);
    }

    /** Reads RowBinary: a user with very many views may have a million pages. */
    private RowBody write(Query query, RowBody target) throws SQLException, IOException {
        target.restart();
        try (RowReader rows = queries.open(query)) {
            while (rows.hasNext()) {
                target.beginRow();
                target.text(rows.text());
                target.number(rows.int64());
                target.endRow();
            }
        }
        return target;
    }
}
