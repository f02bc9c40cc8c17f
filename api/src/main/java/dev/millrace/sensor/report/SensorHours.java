package dev.millrace.sensor.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.rollup.RollupRow;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Plans which hours of a report about sensors come from a rollup.
 *
 * <p>The plan is made in a statement of its own, before the rollup and the raw rows are read: the mark of a row that was stored before then
 * is either still there, or the run that cleared it had already written the rollups of its hour and day. An hour that is marked for one of
 * the sensors is read from the raw rows of all of them, and its day by hours. Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class SensorHours {
    /** The value of the answer about a marked hour; those about seals are as in the table. */
    private static final int IS_MARKED = 4;

    private static final String HOUR_SEALS = RollupRow.named("${hour_seal}");
    private static final String ALL_SEALS = RollupRow.named("${hour_seal}, ${day_seal}");

    /** Seals have no sensor. Each condition costs as much as some thousand rows, so there are only the necessary ones. */
    private static final String HOURS = """
            SELECT hour, is_seal FROM millrace.${rollup} FINAL PREWHERE is_seal IN (${seals})${hours}
            UNION ALL
            SELECT DISTINCT hour, 4 FROM millrace.sensor_reading_mark FINAL PREWHERE ${sensors}${hours}
            ${days}
            SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1
            """;

    /**
     * Reads the days that have rows. ClickHouse answers it from its list of partitions, so it costs less than reading years without rows.
     * With a condition it would read the rows of the range: a second for 30 million.
     */
    private static final String DAYS = """
            UNION ALL
            SELECT toDateTime(day, 'UTC'), 5 FROM
                (SELECT toDate(ts) AS day FROM millrace.sensor_reading GROUP BY day)
            """;

    /** A shorter range has few days without rows. */
    private static final Duration WORTH_ASKING_FOR_DAYS = Duration.ofDays(100);

    private final ReportQueries reports;

    SensorHours(@Parameter ReportQueries reports) {
        this.reports = reports;
    }

    /**
     * Plans a report.
     *
     * @param rollup the table whose hours have to be sealed
     * @param sensors the condition for their rows
     * @param byDay true if windows of days may be used where there are any
     */
    HourPlan plan(String rollup, TimeRange range, String sensors, boolean byDay) throws SQLException {
        HourPlan.Builder plan = new HourPlan.Builder(range);
        TimeRange whole = HourPlan.wholeHours(range);
        if (!whole.isEmpty()) {
            boolean isLong = whole.equals(range) && range.length().compareTo(WORTH_ASKING_FOR_DAYS) > 0;
            boolean isEverything = byDay && range.from().equals(Instant.EPOCH);
            if (isLong) {
                plan.knowsDays();
            }
            try (RowReader rows = reports.open(Query.of(HOURS)
                    .withSql("rollup", rollup)
                    .withSql("seals", byDay ? ALL_SEALS : HOUR_SEALS)
                    .withSql("days", isLong ? DAYS : "")
                    .withSql("hours", isEverything ? "" : " AND " + HourConditions.hours(List.of(whole)))
                    .withSql("sensors", sensors))) {
                while (rows.hasNext()) {
                    long hour = rows.uint32();
                    switch (rows.uint8()) {
                        case RollupRow.HOUR_SEAL -> plan.sealed(hour);
                        case RollupRow.DAY_SEAL -> plan.sealedDay(hour);
                        case IS_MARKED -> plan.marked(hour);
                        default -> plan.hasRows(hour);
                    }
                }
            }
        }
        return plan.plan();
    }
}
