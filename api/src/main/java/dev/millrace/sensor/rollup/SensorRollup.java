package dev.millrace.sensor.rollup;

import dev.millrace.rollup.Rollup;
import dev.millrace.rollup.RollupRow;
import dev.millrace.sensor.table.ExactSum;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.sensor.table.SensorTable;
import java.time.Duration;
import java.util.List;

/**
 * Defines the rollups of readings: for each sensor and hour its windows, by the minute and by the hour, and by the day: {@link SensorDays}.
 */
public final class SensorRollup {
    /** Times are DateTime64, as the column is: the rollup of page views says why. */
    private static final String ROWS_OF_HOUR = """
            millrace.sensor_reading FINAL
            PREWHERE toStartOfHour(ts) = ${hour}
                AND ts >= toDateTime64(${hour}, 3, 'UTC') AND ts < toDateTime64(${hour}, 3, 'UTC') + INTERVAL 1 HOUR
            """;

    /**
     * A row holds all windows of its sensor and hour, so that it is replaced as a whole. A sensor whose readings are all gone gets an empty
     * row, because without a new row the old one would stay. The second UNION adds those rows; {@code count} says that they are not
     * windows.
     */
    private static final String WINDOWS = RollupRow.named("""
            INSERT INTO millrace.${table} (is_seal, sensor_id, hour, ${columns}, version, is_empty)
            SELECT ${hour_row}, sensor_id, ${hour}, ${elements}, ${version}, empty(w)
            FROM
            (
                SELECT sensor_id, arraySort(x -> (x.1, x.2), groupArrayIf(
                    (w_minute, w_facility, w_count, w_min, w_max, w_first, w_last, w_first_at, w_last_at, w_sum), w_count > 0)) AS w
                FROM
                (
                    SELECT sensor_id, ${minute} AS w_minute, toString(facility) AS w_facility, toUInt32(count()) AS w_count,
                        min(value) AS w_min, max(value) AS w_max, argMin(value, ts) AS w_first, argMax(value, ts) AS w_last,
                        toUInt32(toUnixTimestamp64Milli(min(ts)) % 3600000) AS w_first_at,
                        toUInt32(toUnixTimestamp64Milli(max(ts)) % 3600000) AS w_last_at,
                        ${exactSum} AS w_sum
                    FROM ${rows} GROUP BY sensor_id, w_minute, w_facility
                    UNION ALL
                    SELECT DISTINCT sensor_id, 0, '', 0, 0, 0, 0, 0, 0, 0, CAST(map(), 'Map(UInt8, Int128)') FROM ${sensors}
                )
                GROUP BY sensor_id
            )
            """);

    private static final String COLUMNS = "facility, count, min, max, first, last, first_at, last_at, sum";
    private static final String ELEMENTS = "w.2, w.3, w.4, w.5, w.6, w.7, w.8, w.9, w.10";

    private static final String BY_MINUTE = WINDOWS.replace("${table}", "sensor_minute")
            .replace("${columns}", "minute, " + COLUMNS)
            .replace("${elements}", "w.1, " + ELEMENTS)
            .replace("${minute}", "toMinute(ts)")
            .replace("${exactSum}", ExactSum.SQL);

    private static final String BY_HOUR = WINDOWS.replace("${table}", "sensor_hour")
            .replace("${columns}", COLUMNS)
            .replace("${elements}", ELEMENTS)
            .replace("${minute}", "0")
            .replace("${exactSum}", ExactSum.SQL);

    private static final String MARKED_SENSORS = "millrace.sensor_reading_taken WHERE run = ${run}";

    private static final String ROWS_OF_MARKED =
            ROWS_OF_HOUR + "AND sensor_id IN (SELECT sensor_id FROM " + MARKED_SENSORS + ")";

    private static final String KNOWN_SENSORS = RollupRow.named("""
            (
                SELECT sensor_id FROM millrace.sensor_reading_taken WHERE run = ${run}
                UNION ALL
                SELECT sensor_id FROM millrace.${table} FINAL WHERE is_seal = ${hour_row} AND hour = ${hour}
            )
            """);

    private static final String SEAL = RollupRow.named("""
            INSERT INTO millrace.${table} (is_seal, sensor_id, hour, version, is_empty) VALUES (${hour_seal}, '', ${hour}, ${version}, ${empty})
            """);

    private static final String SEALED = RollupRow.named("""
            SELECT hour FROM millrace.sensor_minute FINAL
            WHERE is_seal = ${hour_seal} AND hour IN (SELECT hour FROM millrace.sensor_hour FINAL WHERE is_seal = ${hour_seal})
            """);

    private static final String UNSEALED = RollupRow.named("""
            SELECT hour FROM millrace.sensor_minute WHERE is_seal = ${hour_seal} AND is_empty = 1
            UNION ALL
            SELECT hour FROM millrace.sensor_hour WHERE is_seal = ${hour_seal} AND is_empty = 1
            """);

    private SensorRollup() {}

    /** Returns the rollups. */
    public static Rollup of(SensorConfig config) {
        return new Rollup(
                        SensorTable.READINGS.name(),
                        rowsKept(config),
                        "sensor_id",
                        both(ROWS_OF_HOUR, MARKED_SENSORS),
                        both(ROWS_OF_HOUR, KNOWN_SENSORS),
                        both(ROWS_OF_MARKED, MARKED_SENSORS),
                        seal(0),
                        seal(1),
                        SEALED,
                        UNSEALED)
                .with(SensorDays.rollup());
    }

    private static List<String> both(String rows, String sensors) {
        return List.of(
                fill(BY_MINUTE, rows, sensors.replace("${table}", "sensor_minute")),
                fill(BY_HOUR, rows, sensors.replace("${table}", "sensor_hour")));
    }

    private static String fill(String windows, String rows, String sensors) {
        return windows.replace("${rows}", rows).replace("${sensors}", sensors);
    }

    private static List<String> seal(int isEmpty) {
        String seal = SEAL.replace("${empty}", Integer.toString(isEmpty));
        return List.of(seal.replace("${table}", "sensor_minute"), seal.replace("${table}", "sensor_hour"));
    }

    private static Duration rowsKept(SensorConfig config) {
        Duration kept = config.rowsSurelyKept();
        return kept == null ? Rollup.FOR_EVER : kept;
    }
}
