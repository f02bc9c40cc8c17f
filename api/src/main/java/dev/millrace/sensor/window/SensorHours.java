package dev.millrace.sensor.window;

import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.Shard;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Which hours of a report about sensors come from a rollup.
 *
 * <p>The plan is made in a statement of its own, before the rollup and the raw rows are read: a row that was stored before then is
 * either marked, or whoever cleared its mark had written the rollup by then. An hour that is marked for one of the sensors is read from
 * the raw rows of all of them. Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class SensorHours {
    private static final String HOURS = """
            SELECT toUnixTimestamp(hour), toUInt8(0) FROM millrace.${rollup} FINAL PREWHERE is_seal = 1 AND sensor_id = '' AND ${hours}
            UNION ALL
            SELECT DISTINCT toUnixTimestamp(hour), toUInt8(1) FROM millrace.sensor_reading_mark FINAL PREWHERE ${hours} AND ${sensors}
            ${days}
            SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1
            """;

    /**
     * ClickHouse answers it from what it knows of partitions, so it costs less than to look for the rows of years without any. With a
     * condition it would read the rows of the range: a second for 30 million.
     */
    private static final String DAYS = """
            UNION ALL
            SELECT toUnixTimestamp(toDateTime(day, 'UTC')), toUInt8(2) FROM
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
     * @param rollup the table of which hours have to be sealed
     * @param sensors the condition for their rows
     */
    HourPlan plan(String rollup, TimeRange range, String sensors) throws SQLException {
        HourPlan.Builder plan = new HourPlan.Builder(range);
        TimeRange whole = HourPlan.wholeHours(range);
        if (!whole.isEmpty()) {
            boolean byDay = whole.equals(range) && range.length().compareTo(WORTH_ASKING_FOR_DAYS) > 0;
            if (byDay) {
                plan.knowsDays();
            }
            try (RowReader rows = reports.open(HOURS.replace("${rollup}", rollup)
                    .replace("${days}", byDay ? DAYS : "")
                    .replace("${hours}", HourConditions.hours(List.of(whole)))
                    .replace("${sensors}", sensors))) {
                while (rows.hasNext()) {
                    long hour = rows.uint32();
                    switch (rows.uint8()) {
                        case 0 -> plan.sealed(hour);
                        case 1 -> plan.marked(hour);
                        default -> plan.hasRows(hour);
                    }
                }
            }
        }
        return plan.plan();
    }
}
