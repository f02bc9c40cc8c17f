package dev.millrace.traffic.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.rollup.RollupRow;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Plans which hours of a report about page views come from a rollup, and notes the guards in those hours at that moment.
 *
 * <p>The plan is made in a statement of its own, before the rollup and the raw rows are read: the mark of a row that was stored before then
 * is either still there, or the run that cleared it had already written the rollup. A view that moves from one hour to another changes two
 * hours at once; a report may read one before the move and the other after it. So guards are read once more after the rows were read
 * (docs/rollups.md).
 */
final class TrafficHours {
    /** The values of the answer about an hour. */
    private static final int IS_SEALED = 0;

    private static final int HAS_SITE_ROW = 1;
    private static final int IS_MARKED = 2;

    /** Columns in the order of the key, so that little is read: the hour, its state, and the sum of its guards' tokens. */
    private static final String SEALED = RollupRow.named("""
            SELECT toUnixTimestamp(hour), toUInt8(0), toInt64(0) FROM millrace.traffic_hour FINAL
            PREWHERE is_seal = ${hour_seal} AND user_id = 0 AND ${hours}
            UNION ALL
            """);

    private static final String SITE_ROWS = """
            SELECT toUnixTimestamp(hour), toUInt8(1), toInt64(0) FROM millrace.traffic_site_hour FINAL PREWHERE ${hours}
            UNION ALL
            """;

    /** Marks of one user. Without FINAL, which would hide cleared guards. A guard that is not cleared counts as a mark. */
    private static final String MARKS_OF_USER = """
            SELECT toUnixTimestamp(hour), if(min(cleared) = 0, toUInt8(2), toUInt8(3)), toInt64(sum(guard)) FROM
                (SELECT hour, max(is_cleared) AS cleared, if(max(step) >= 2, token, 0) AS guard
                 FROM millrace.traffic_mark PREWHERE ${hours}${user} GROUP BY hour, user_id, token)
            GROUP BY hour
            """;

    /** Marks of all users. There may be millions, which FINAL finds in a quarter of the time. */
    private static final String MARKS_OF_SITE = """
            SELECT DISTINCT toUnixTimestamp(hour), toUInt8(2), toInt64(0) FROM millrace.traffic_mark FINAL PREWHERE ${hours}
            """;

    private static final String GUARDS = """
            SELECT toUnixTimestamp(hour), toUInt8(3), toInt64(sum(token)) FROM
                (SELECT DISTINCT hour, user_id, token FROM millrace.traffic_mark PREWHERE ${hours}${user} AND step >= 2)
            GROUP BY hour
            """;

    private static final String ONE_THREAD = "SETTINGS max_threads = 1";

    /** Guards and marks are read in one statement, so a guard that is cleared in one is cleared in the other. */
    private static final String ONE_STATE_OF_MARKS = "SETTINGS enable_shared_storage_snapshot_in_query = 1";

    private final HourPlan plan;
    private final Query guardsQuery;

    /** The sum of the tokens of an hour's guards. Tokens are random, and none is removed while a report is read. */
    private final Map<Long, Long> guards;

    private TrafficHours(HourPlan plan, Query guardsQuery, Map<Long, Long> guards) {
        this.plan = plan;
        this.guardsQuery = guardsQuery;
        this.guards = guards;
    }

    /** The subject of a report: the views of one user, or those of all. */
    record Subject(Query planQuery, Query guardsQuery, boolean needsSiteRows) {
        static Subject user(long userId) {
            return new Subject(ofUser(SEALED + MARKS_OF_USER, userId), ofUser(GUARDS + ONE_THREAD, userId), false);
        }

        static Subject site() {
            return new Subject(
                    ofAll(GUARDS + "UNION ALL\n" + SEALED + SITE_ROWS + MARKS_OF_SITE + ONE_STATE_OF_MARKS),
                    ofAll(GUARDS + ONE_THREAD),
                    true);
        }

        private static Query ofUser(String query, long userId) {
            return Query.of(query).withSql("user", " AND user_id = ${user_id}").with("user_id", userId);
        }

        private static Query ofAll(String query) {
            return Query.of(query).withSql("user", "");
        }
    }

    /**
     * Plans a report.
     *
     * @param isRaw says which hours are to be read from raw rows, sealed or not
     */
    static TrafficHours plan(ReportQueries queries, TimeRange range, Subject subject, LongPredicate isRaw)
            throws SQLException, IOException {
        Set<Long> sealed = new HashSet<>();
        Set<Long> withSiteRow = new HashSet<>();
        List<Long> marked = new ArrayList<>();
        Map<Long, Long> guards = new HashMap<>();
        TimeRange whole = HourPlan.wholeHours(range);
        if (!whole.isEmpty()) {
            queries.read(subject.planQuery().withSql("hours", HourConditions.hours(List.of(whole))), row -> {
                long hour = row.getLong(1);
                switch (row.getInt(2)) {
                    case IS_SEALED -> sealed.add(hour);
                    case HAS_SITE_ROW -> withSiteRow.add(hour);
                    case IS_MARKED -> marked.add(hour);
                    default -> {
                        // All of its marks are cleared.
                    }
                }
                guards.merge(hour, row.getLong(3), Long::sum);
            });
        }
        if (subject.needsSiteRows()) {
            sealed.retainAll(withSiteRow);
        }
        sealed.removeIf(isRaw::test);
        HourPlan plan = HourPlan.of(range, sealed, marked);
        return new TrafficHours(
                plan, subject.guardsQuery().withSql("hours", HourConditions.hours(plan.rolledUp())), guards);
    }

    HourPlan plan() {
        return plan;
    }

    /**
     * Returns the hours that were planned from the rollup and got a guard since: a view may have moved between two statements. To be called
     * after the rows were read.
     */
    Set<Long> guardedSince(ReportQueries queries) throws SQLException, IOException {
        Set<Long> changed = new HashSet<>();
        if (plan.rolledUp().isEmpty()) {
            return changed;
        }
        queries.read(guardsQuery, row -> {
            long hour = row.getLong(1);
            if (row.getLong(3) != guards.getOrDefault(hour, 0L)) {
                changed.add(hour);
            }
        });
        return changed;
    }
}
