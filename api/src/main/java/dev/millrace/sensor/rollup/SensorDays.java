package dev.millrace.sensor.rollup;

import dev.millrace.rollup.DayRollup;
import dev.millrace.rollup.RollupRow;

/**
 * The rollup of days of sensors: one row for each sensor and day of UTC, in the table of hours, from whose rows it is computed. The row has
 * the last hour of its day, so that it is in the same partition as the hours and is dropped with them, and is not too old before all hours
 * are.
 */
public final class SensorDays {
    /**
     * A row has an element for each facility. A sensor whose windows are all gone gets an empty row, as it does for an hour: the second
     * UNION adds every sensor that ever had a row of an hour in the day.
     */
    private static final String COMPUTE = RollupRow.named("""
            INSERT INTO millrace.sensor_hour
                (is_seal, sensor_id, hour, facility, count, min, max, first, last, first_at, last_at, sum, version, is_empty)
            SELECT ${day_row}, sensor_id, last_hour, w.1, w.2, w.3, w.4, w.5, w.6, w.7, w.8, w.9, ${day_version}, empty(w)
            FROM
            (
                SELECT sensor_id, last_hour, arraySort(x -> x.1, groupArrayIf(
                    (w_facility, w_count, w_min, w_max, w_first, w_last, w_first_at, w_last_at, w_sum), w_count > 0)) AS w
                FROM
                (
                    SELECT sensor_id, toStartOfDay(hour) + INTERVAL 23 HOUR AS last_hour, toString(f) AS w_facility,
                        toUInt32(sum(n)) AS w_count, min(lo) AS w_min, max(hi) AS w_max,
                        argMin(opening, hour) AS w_first, argMax(closing, hour) AS w_last,
                        toUInt32(argMin(toHour(hour) * 3600000 + opens, hour)) AS w_first_at,
                        toUInt32(argMax(toHour(hour) * 3600000 + closes, hour)) AS w_last_at,
                        sumMap(buckets) AS w_sum
                    FROM
                    (
                        SELECT sensor_id, hour, facility, count, min, max, first, last, first_at, last_at, sum
                        FROM millrace.sensor_hour FINAL PREWHERE is_seal = ${hour_row} AND ${hours}
                    )
                    ARRAY JOIN facility AS f, count AS n, min AS lo, max AS hi, first AS opening, last AS closing,
                        first_at AS opens, last_at AS closes, sum AS buckets
                    GROUP BY sensor_id, last_hour, w_facility
                    UNION ALL
                    SELECT DISTINCT sensor_id, toStartOfDay(hour) + INTERVAL 23 HOUR, '', 0, 0, 0, 0, 0, 0, 0,
                        CAST(map(), 'Map(UInt8, Int128)')
                    FROM millrace.sensor_hour PREWHERE is_seal = ${hour_row} AND ${hours}
                )
                GROUP BY sensor_id, last_hour
            )
            """);

    private static final String OF_DAY = "hour >= ${day} AND hour < ${day} + INTERVAL 1 DAY";

    private static final String OF_MARKED =
            OF_DAY + " AND sensor_id IN (SELECT sensor_id FROM millrace.sensor_reading_taken WHERE run = ${run})";

    private static final String COMPLETE = RollupRow.named("""
            SELECT toUnixTimestamp(toStartOfDay(hour)) AS day FROM millrace.sensor_hour FINAL WHERE is_seal IN (${hour_seal}, ${day_seal})
            GROUP BY day HAVING countIf(is_seal = ${hour_seal}) = 24 AND countIf(is_seal = ${day_seal}) = 0 ORDER BY day DESC
            """);

    private static final String IS_COMPLETE = RollupRow.named(
            "SELECT count() = 24 FROM millrace.sensor_hour FINAL WHERE is_seal = ${hour_seal} AND " + OF_DAY);

    private static final String SEAL = RollupRow.named("""
            INSERT INTO millrace.sensor_hour (is_seal, sensor_id, hour, version, is_empty)
            VALUES (${day_seal}, '', ${day} + INTERVAL 23 HOUR, ${day_version}, ${empty})
            """);

    private SensorDays() {}

    static DayRollup rollup() {
        return new DayRollup(
                COMPLETE,
                IS_COMPLETE,
                COMPUTE.replace("${hours}", OF_DAY),
                COMPUTE.replace("${hours}", OF_MARKED),
                SEAL.replace("${empty}", "0"),
                SEAL.replace("${empty}", "1"));
    }

    /**
     * Returns the statement that computes days from their hours.
     *
     * @param hours the condition for the hours; whole days
     * @param version taken after these hours were written
     */
    public static String compute(String hours, long version) {
        return COMPUTE.replace("${hours}", hours).replace("${day_version}", Long.toString(version));
    }
}
