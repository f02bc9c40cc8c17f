package dev.millrace.sensor.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.rollup.RollupRow;
import dev.millrace.sensor.table.ExactSum;
import dev.millrace.time.TimeRange;

/**
 * Builds the statements that read windows: the planned hours from the rollup, the rest from raw rows. FINAL makes both exact: of a reading,
 * and of the rollup of an hour, the last version counts, and all versions are in one partition.
 *
 * <p>Values with their times, such as the first one, are an hour and two arrays, values and milliseconds after that hour, because that is
 * how rollups have them.
 */
final class WindowStatements {
    private static final String SETTINGS = "SETTINGS do_not_merge_across_partitions_select_final = 1${threads}\n";

    /** Settings for small reads: more threads, and reading columns of the key one after the other, would take longer. */
    private static final String NARROW = ", max_threads = 1, enable_multiple_prewhere_read_steps = 0";

    private static final String ROLLED_UP = "millrace.${rollup} FINAL PREWHERE ${sensors} AND ${windows}";

    private static final String READINGS = """
            millrace.sensor_reading FINAL
            PREWHERE ${sensors} AND ${rows}
                AND ts >= fromUnixTimestamp64Milli(${from}, 'UTC') AND ts < fromUnixTimestamp64Milli(${to}, 'UTC')
            """;

    private static final String ROWS = """
            SELECT ${columns}, count, min, max, first, last, first_at, last_at, sum
            FROM ${rolled_up}
            """;

    private static final String RAW_ROWS = """
            SELECT ${columns}, [toUInt32(count())], [min(value)], [max(value)],
                [argMin(value, ts)], [argMax(value, ts)],
                [toUInt32(toUnixTimestamp64Milli(min(ts)) % 3600000)], [toUInt32(toUnixTimestamp64Milli(max(ts)) % 3600000)], [${exact_sum}]
            FROM ${readings}
            GROUP BY ${group}
            """;

    /** A row of a day is kept at its last hour. */
    private static final String START_OF_HOUR_OR_DAY = RollupRow.named("if(is_seal = ${day_row}, hour - 82800, hour)");

    private static final String OF_HOURS = RollupRow.named("(is_seal = ${hour_row} AND ${hours})");
    private static final String OF_DAYS = RollupRow.named("is_seal = ${day_row} AND ${hours}");

    private static final String FIRST_AND_LAST = """
            (toUnixTimestamp(toStartOfHour(min(ts))), [argMin(value, ${order})], [toUInt32(toUnixTimestamp64Milli(min(ts)) % 3600000)]) AS earliest,
            (toUnixTimestamp(toStartOfHour(max(ts))), [argMax(value, ${order})], [toUInt32(toUnixTimestamp64Milli(max(ts)) % 3600000)]) AS latest
            """;

    private static final String SUMMED_ROWS = """
            SELECT sensor_id, ${start} AS start, sumArray(count) AS readings, minArray(min) AS least, maxArray(max) AS most,
                argMin((toUnixTimestamp(moment), first, first_at), moment) AS earliest,
                argMax((toUnixTimestamp(moment), last, last_at), moment) AS latest,
                sumMapArray(sum) AS exact
            FROM (SELECT sensor_id, ${start_of_row} AS moment, count, min, max, first, last, first_at, last_at, sum FROM ${rolled_up})
            GROUP BY sensor_id, start
            """;

    private static final String SUMMED_RAW_ROWS = """
            SELECT sensor_id, ${start} AS start, count() AS readings, min(value) AS least, max(value) AS most, ${first_and_last},
                ${exact_sum} AS exact
            FROM ${readings}
            GROUP BY sensor_id, start
            """;

    private static final String FACILITY_ROWS = """
            SELECT ${key} AS sensor, ${start} AS start, sum(n) AS readings, min(lo) AS least, max(hi) AS most,
                argMin((toUnixTimestamp(begin), [opening], [opens]), (begin, opens, sensor_id)) AS earliest,
                argMax((toUnixTimestamp(begin), [closing], [closes]), (begin, closes, sensor_id)) AS latest,
                sumMap(buckets) AS exact, argMin(sensor_id, (begin, opens, sensor_id)), argMax(sensor_id, (begin, closes, sensor_id))
            FROM
                (SELECT sensor_id, ${start_of_row} AS begin, ${minute}, facility, count, min, max, first, last, first_at, last_at, sum
                 FROM ${rolled_up})
            ARRAY JOIN minute, facility, count AS n, min AS lo, max AS hi, first AS opening, last AS closing,
                first_at AS opens, last_at AS closes, sum AS buckets
            WHERE facility = ${facility}
            GROUP BY sensor, start
            """;

    private static final String FACILITY_RAW_ROWS = """
            SELECT ${key} AS sensor, ${start} AS start, count() AS readings, min(value) AS least, max(value) AS most, ${first_and_last},
                ${exact_sum} AS exact,
                argMin(sensor_id, (ts, sensor_id)), argMax(sensor_id, (ts, sensor_id))
            FROM ${readings}
            WHERE facility = ${facility}
            GROUP BY sensor, start
            """;

    private static final String BOTH = """
            SELECT * FROM
            (
            ${part_of_rollup}UNION ALL
            ${part_of_raw_rows})
            """;

    private WindowStatements() {}

    /**
     * The parameters of a statement.
     *
     * @param rollup the table of windows
     * @param sensors the condition for rows of the sensors
     * @param range of raw rows; the hours of the plan may be more
     * @param limit most rows of the answer
     * @param isNarrow true for a single sensor
     */
    record Asked(String rollup, String sensors, TimeRange range, HourPlan plan, long limit, boolean isNarrow) {}

    /**
     * Builds the statement with the windows of an hour in each row, as arrays that run in parallel: {@code sensor_id, hour, minute, count,
     * min, max, first, last, first_at, last_at, sum}. Without minutes each element is of the whole hour.
     */
    static Query hourByHour(Asked asked, boolean byMinute) {
        Query rolledUp = Query.of(ROWS)
                .withSql("columns", "sensor_id, ${start_of_row} AS start, ${minute}")
                .withSql("minute", byMinute ? "minute" : "emptyArrayUInt8() AS minute");
        Query raw = Query.of(RAW_ROWS)
                .withSql("columns", "sensor_id, toStartOfHour(slot), ${minute}")
                .withSql("minute", byMinute ? "[toUInt8(toMinute(slot))]" : "emptyArrayUInt8()")
                .withSql("group", "sensor_id, ${window}(ts) AS slot")
                .withSql("window", byMinute ? "toStartOfMinute" : "toStartOfHour");
        return limited(
                asked, parts(asked, rolledUp, raw), byMinute ? "sensor_id, start, minute[1]" : "sensor_id, start");
    }

    /**
     * Builds the statement for one sensor, without its id and without minutes, for callers that add everything up: all hours and days of a
     * plan, in no order. Returning the rows of some hundred days costs ClickHouse less than preparing sums of them.
     */
    static Query piecesOfAllTime(Asked asked) {
        Query rolledUp = Query.of(ROWS).withSql("columns", "${start_of_row} AS start");
        Query raw = Query.of(RAW_ROWS).withSql("columns", "slot").withSql("group", "toStartOfHour(ts) AS slot");
        return fill(asked, Query.of("${parts}" + SETTINGS).withSql("parts", parts(asked, rolledUp, raw)));
    }

    /**
     * Builds the statement with each window in one row or two: {@code sensor_id, start, count, min, max, (hour, first, first_at), (hour,
     * last, last_at), sum}.
     *
     * @param start gives the start of the window in seconds from the hour or the time of a reading, which is <code>${moment}</code>
     */
    static Query summed(Asked asked, String start) {
        Query rolledUp = Query.of(SUMMED_ROWS).withSql("start", start).withSql("moment", "moment");
        Query raw = Query.of(SUMMED_RAW_ROWS)
                .withSql("start", start)
                .withSql("moment", "ts")
                .withSql("first_and_last", FIRST_AND_LAST)
                .withSql("order", "ts");
        return limited(asked, parts(asked, rolledUp, raw), "sensor_id, start");
    }

    /**
     * Builds the statement for readings that name a facility. Of readings at the same time, the first is that of the first sensor, and the
     * last that of the last sensor; two more columns name those sensors.
     *
     * @param key the expression for the sensor: {@code sensor_id}, or a constant for all of them together
     * @param start as for {@link #summed}
     */
    static Query ofFacility(Asked asked, String facility, String key, String start) {
        boolean byMinute = asked.rollup().equals("sensor_minute");
        Query rolledUp = Query.of(FACILITY_ROWS)
                .withSql("key", key)
                .withSql("start", start)
                .withSql("moment", "begin + minute * 60")
                .withSql("minute", byMinute ? "minute" : "arrayMap(f -> toUInt8(0), facility) AS minute")
                .with("facility", facility);
        Query raw = Query.of(FACILITY_RAW_ROWS)
                .withSql("key", key)
                .withSql("start", start)
                .withSql("moment", "ts")
                .withSql("first_and_last", FIRST_AND_LAST)
                .withSql("order", "(ts, sensor_id)")
                .with("facility", facility);
        return limited(asked, parts(asked, rolledUp, raw), "sensor, start");
    }

    private static Query parts(Asked asked, Query rolledUp, Query raw) {
        // The part of the rollup is always there, because it names the columns.
        return asked.plan().raw().isEmpty()
                ? rolledUp
                : Query.of(BOTH).withSql("part_of_rollup", rolledUp).withSql("part_of_raw_rows", raw);
    }

    private static Query limited(Asked asked, Query parts, String order) {
        return fill(
                asked,
                Query.of("${parts}ORDER BY ${order}\nLIMIT ${limit}\n" + SETTINGS)
                        .withSql("parts", parts)
                        .withSql("order", order)
                        .with("limit", asked.limit()));
    }

    private static Query fill(Asked asked, Query query) {
        return query.withSql("rolled_up", ROLLED_UP)
                .withSql("readings", READINGS)
                .withSql("exact_sum", ExactSum.SQL)
                .withSql("rollup", asked.rollup())
                .withSql("start_of_row", asked.plan().days().isEmpty() ? "hour" : START_OF_HOUR_OR_DAY)
                .withSql("windows", windows(asked.plan()))
                .withSql("sensors", asked.sensors())
                .withSql("rows", HourConditions.rows("ts", asked.plan().raw()))
                .with("from", asked.range().from().toEpochMilli())
                .with("to", asked.range().to().toEpochMilli())
                .withSql("threads", asked.isNarrow() ? NARROW : "");
    }

    private static String windows(HourPlan plan) {
        String hours = OF_HOURS.replace("${hours}", HourConditions.hours(plan.rolledUp()));
        if (plan.days().isEmpty()) {
            return hours;
        }
        String days = OF_DAYS.replace("${hours}", HourConditions.hours(plan.days()));
        return plan.rolledUp().isEmpty() ? days : "(%s OR (%s))".formatted(hours, days);
    }
}
