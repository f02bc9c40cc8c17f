package dev.millrace.sensor.report;

import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
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
            SELECT %s, count, min, max, first, last, first_at, last_at, sum
            FROM %s
            """;

    private static final String RAW_ROWS = """
            SELECT %s, [toUInt32(count())], [min(value)], [max(value)],
                [argMin(value, ts)], [argMax(value, ts)],
                [toUInt32(toUnixTimestamp64Milli(min(ts)) %% 3600000)], [toUInt32(toUnixTimestamp64Milli(max(ts)) %% 3600000)], [%s]
            FROM %s
            GROUP BY %s
            """;

    private static final String START_OF_ROW = "${start_of_row}";

    /** A row of a day is kept at its last hour. */
    private static final String START_OF_HOUR_OR_DAY = "if(is_seal = 2, hour - 82800, hour)";

    private static final String FIRST_AND_LAST = """
            (toUnixTimestamp(toStartOfHour(min(ts))), [argMin(value, %1$s)], [toUInt32(toUnixTimestamp64Milli(min(ts)) %% 3600000)]) AS earliest,
            (toUnixTimestamp(toStartOfHour(max(ts))), [argMax(value, %1$s)], [toUInt32(toUnixTimestamp64Milli(max(ts)) %% 3600000)]) AS latest
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
    static String hourByHour(Asked asked, boolean byMinute) {
        String minute = byMinute ? "minute" : "emptyArrayUInt8() AS minute";
        String rawMinute = byMinute ? "[toUInt8(toMinute(slot))]" : "emptyArrayUInt8()";
        String parts = parts(
                asked,
                ROWS.formatted("sensor_id, %s AS start, %s".formatted(START_OF_ROW, minute), ROLLED_UP),
                RAW_ROWS.formatted(
                        "sensor_id, toStartOfHour(slot), " + rawMinute,
                        ExactSum.SQL,
                        READINGS,
                        "sensor_id, %s(ts) AS slot".formatted(byMinute ? "toStartOfMinute" : "toStartOfHour")));
        return finish(asked, parts, byMinute ? "sensor_id, start, minute[1]" : "sensor_id, start");
    }

    /**
     * Builds the statement for one sensor, without its id and without minutes, for callers that add everything up: all hours and days of a
     * plan, in no order. Returning the rows of some hundred days costs ClickHouse less than preparing sums of them.
     */
    static String piecesOfAllTime(Asked asked) {
        String parts = parts(
                asked,
                ROWS.formatted(START_OF_ROW + " AS start", ROLLED_UP),
                RAW_ROWS.formatted("slot", ExactSum.SQL, READINGS, "toStartOfHour(ts) AS slot"));
        return fill(asked, parts + SETTINGS);
    }

    /**
     * Builds the statement with each window in one row or two: {@code sensor_id, start, count, min, max, (hour, first, first_at), (hour,
     * last, last_at), sum}.
     *
     * @param start gives the start of the window in seconds from the hour or the time of a reading, which is called {@code moment}
     */
    static String summed(Asked asked, String start) {
        String rolledUp = """
                SELECT sensor_id, %s AS start, sumArray(count) AS readings, minArray(min) AS least, maxArray(max) AS most,
                    argMin((toUnixTimestamp(moment), first, first_at), moment) AS earliest,
                    argMax((toUnixTimestamp(moment), last, last_at), moment) AS latest,
                    sumMapArray(sum) AS exact
                FROM (SELECT sensor_id, ${start_of_row} AS moment, count, min, max, first, last, first_at, last_at, sum FROM %s)
                GROUP BY sensor_id, start
                """.formatted(start, ROLLED_UP);
        String raw =
                """
                SELECT sensor_id, %s AS start, count() AS readings, min(value) AS least, max(value) AS most, %s, %s AS exact
                FROM %s
                GROUP BY sensor_id, start
                """.formatted(start.replace("moment", "ts"), FIRST_AND_LAST.formatted("ts"), ExactSum.SQL, READINGS);
        return finish(asked, parts(asked, rolledUp, raw), "sensor_id, start");
    }

    /**
     * Builds the statement for readings that name a facility. Of readings at the same time, the first is that of the first sensor, and the
     * last that of the last sensor; two more columns name those sensors.
     *
     * @param key the expression for the sensor: {@code sensor_id}, or a constant for all of them together
     */
    static String ofFacility(Asked asked, String facility, String key, String start) {
        String isThere = "facility = " + SensorIds.sql(facility);
        String minute =
                asked.rollup().equals("sensor_minute") ? "minute" : "arrayMap(f -> toUInt8(0), facility) AS minute";
        String rolledUp =
                """
                SELECT %s AS sensor, %s AS start, sum(n) AS readings, min(lo) AS least, max(hi) AS most,
                    argMin((toUnixTimestamp(begin), [opening], [opens]), (begin, opens, sensor_id)) AS earliest,
                    argMax((toUnixTimestamp(begin), [closing], [closes]), (begin, closes, sensor_id)) AS latest,
                    sumMap(buckets) AS exact, argMin(sensor_id, (begin, opens, sensor_id)), argMax(sensor_id, (begin, closes, sensor_id))
                FROM (SELECT sensor_id, ${start_of_row} AS begin, %s, facility, count, min, max, first, last, first_at, last_at, sum FROM %s)
                ARRAY JOIN minute, facility, count AS n, min AS lo, max AS hi, first AS opening, last AS closing,
                    first_at AS opens, last_at AS closes, sum AS buckets
                WHERE %s
                GROUP BY sensor, start
                """.formatted(key, start.replace("moment", "begin + minute * 60"), minute, ROLLED_UP, isThere);
        String raw = """
                SELECT %s AS sensor, %s AS start, count() AS readings, min(value) AS least, max(value) AS most, %s, %s AS exact,
                    argMin(sensor_id, (ts, sensor_id)), argMax(sensor_id, (ts, sensor_id))
                FROM %s
                WHERE %s
                GROUP BY sensor, start
                """.formatted(
                        key,
                        start.replace("moment", "ts"),
                        FIRST_AND_LAST.formatted("(ts, sensor_id)"),
                        ExactSum.SQL,
                        READINGS,
                        isThere);
        return finish(asked, parts(asked, rolledUp, raw), "sensor, start");
    }

    private static String parts(Asked asked, String rolledUp, String raw) {
        // The part of the rollup is always there, because it names the columns.
        return asked.plan().raw().isEmpty()
                ? rolledUp
                : "SELECT * FROM\n(\n%sUNION ALL\n%s)\n".formatted(rolledUp, raw);
    }

    private static String finish(Asked asked, String parts, String order) {
        return fill(asked, "%sORDER BY %s\nLIMIT %s\n%s".formatted(parts, order, asked.limit(), SETTINGS));
    }

    private static String fill(Asked asked, String text) {
        return text.replace("${rollup}", asked.rollup())
                .replace(START_OF_ROW, asked.plan().days().isEmpty() ? "hour" : START_OF_HOUR_OR_DAY)
                .replace("${windows}", windows(asked.plan()))
                .replace("${sensors}", asked.sensors())
                .replace("${rows}", HourConditions.rows("ts", asked.plan().raw()))
                .replace("${from}", Long.toString(asked.range().from().toEpochMilli()))
                .replace("${to}", Long.toString(asked.range().to().toEpochMilli()))
                .replace("${threads}", asked.isNarrow() ? NARROW : "");
    }

    private static String windows(HourPlan plan) {
        String hours = "(is_seal = 0 AND %s)".formatted(HourConditions.hours(plan.rolledUp()));
        if (plan.days().isEmpty()) {
            return hours;
        }
        String days = "is_seal = 2 AND %s".formatted(HourConditions.hours(plan.days()));
        return plan.rolledUp().isEmpty() ? days : "(%s OR (%s))".formatted(hours, days);
    }
}
