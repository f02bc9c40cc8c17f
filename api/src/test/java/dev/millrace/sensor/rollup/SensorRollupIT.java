package dev.millrace.sensor.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.cli.RollupCommand;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows of sensors in front of a real ClickHouse; the job runs when the test says so. */
class SensorRollupIT {
    private static final Instant HOUR = Instant.parse("2020-03-01T10:00:00Z");
    private static final AtomicLong NEXT_VERSION = new AtomicLong(1);
    private static final AtomicLong NEXT_SENSOR = new AtomicLong(1);

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;
    private static RollupJob job;

    private final String sensor = "F1/E/" + NEXT_SENSOR.getAndIncrement();

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of("millrace.rollup.interval", "1h", "millrace.rollup.max-busy-percent", "100"));
        service.awaitReady();
        job = service.bean(RollupScheduler.class).job("sensor_reading").orElseThrow();
        job.run();
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void aRowHoldsTheWindowsOfItsSensorAndHourInTheOrderOfMinutes() throws Exception {
        reading(60_000, 2, "F1");
        reading(59_999, -1.5, "F1");
        reading(0, 3, "F1");
        reading(3_599_999, 8, "F1");
        job.run();
        assertThat(minutes("minute, facility, count")).isEqualTo("[0,1,59]\t['F1','F1','F1']\t[2,1,1]");
        assertThat(minutes("min, max, first, last")).isEqualTo("[-1.5,2,8]\t[3,2,8]\t[3,2,8]\t[-1.5,2,8]");
        assertThat(minutes("first_at, last_at")).isEqualTo("[0,60000,3599999]\t[59999,60000,3599999]");
        assertThat(hours("facility, count, min, max, first, last, first_at, last_at"))
                .isEqualTo("['F1']\t[4]\t[-1.5]\t[8]\t[3]\t[8]\t[0]\t[3599999]");
    }

    @Test
    void facilitiesHaveWindowsOfTheirOwn() throws Exception {
        reading(1, 2, "F2");
        reading(2, 4, "F1");
        reading(3, 6, "F2");
        reading(60_000, 1, "");
        job.run();
        assertThat(minutes("minute, facility, count, first, last"))
                .isEqualTo("[0,0,1]\t['F1','F2','']\t[1,2,1]\t[4,2,1]\t[4,6,1]");
        assertThat(hours("facility, count, last_at")).isEqualTo("['','F1','F2']\t[1,1,2]\t[60000,2,3]");
    }

    @Test
    void aSumIsKeptExactly() throws Exception {
        reading(1, 1e300, "");
        reading(2, 0.1, "");
        reading(3, -1e300, "");
        job.run();
        assertThat(hours("arrayMap(s -> arraySum(mapValues(s)), sum)"))
                .as("0.1 is 0x1.999999999999ap-4: what is left when the large ones are gone")
                .isEqualTo(
                        "[%s]".formatted(BigInteger.valueOf(0x1999999999999aL).shiftLeft((1023 - 4) % 32)));
    }

    @Test
    void aCorrectionReplacesTheWindowsOfItsHour() throws Exception {
        reading(0, 1, "F1");
        job.run();
        reading(0, 5, "F2");
        assertThat(marks()).isEqualTo("1");
        job.run();
        assertThat(marks()).isEqualTo("0");
        assertThat(minutes("facility, count, max")).isEqualTo("['F2']\t[1]\t[5]");
        assertThat(hours("facility, count, max")).isEqualTo("['F2']\t[1]\t[5]");
    }

    @Test
    void aSensorWhoseReadingsHaveVanishedHasNoWindows() throws Exception {
        reading(0, 1, "F1");
        job.run();
        tombstone(0);
        job.run();
        assertThat(minutes("count")).isEmpty();
        assertThat(hours("count")).isEmpty();
        assertThat(clickHouse.query(
                        "SELECT count() FROM millrace.sensor_hour WHERE is_seal = 0 AND sensor_id = '%s' AND is_empty"
                                .formatted(sensor)))
                .isEqualTo("1");
    }

    @Test
    void aRebuildFindsSensorsOfWhichNothingIsLeft() throws Exception {
        reading(0, 1, "F1");
        job.run();
        clickHouse.query("ALTER TABLE millrace.sensor_reading DELETE WHERE sensor_id = '%s' SETTINGS mutations_sync = 2"
                .formatted(sensor));
        assertThat(hours("count")).isEqualTo("[1]");
        assertThat(rebuild()).isZero();
        assertThat(minutes("count")).isEmpty();
        assertThat(hours("count")).isEmpty();
    }

    @Test
    void anHourIsSealedInBothTablesOrItIsSealedAgain() throws Exception {
        reading(0, 1, "F1");
        job.run();
        clickHouse.query("TRUNCATE TABLE millrace.sensor_hour");
        job.run();
        assertThat(hours("count")).isEqualTo("[1]");
        clickHouse.query("TRUNCATE TABLE millrace.sensor_minute");
        job.run();
        assertThat(minutes("count")).isEqualTo("[1]");
        assertThat(seals("sensor_minute")).isEqualTo(seals("sensor_hour")).isNotEqualTo("0");
    }

    @Test
    void aDayHoldsTheWindowsOfItsHoursAtItsLastHour() throws Exception {
        reading(0, 2, "F1");
        reading(5 * 3_600_000 + 7, -1, "F1");
        reading(-3_600_000, 4, "F2");
        reading(14 * 3_600_000 - 1, 9, "F1");
        job.run();
        assertThat(window(2, "hour, facility, count, min, max, first, last"))
                .isEqualTo("2020-03-01 23:00:00\t['F1','F2']\t[3,1]\t[-1,4]\t[9,4]\t[2,4]\t[9,4]");
        assertThat(window(2, "first_at, last_at")).isEqualTo("[36000000,32400000]\t[86399999,32400000]");
        assertThat(seals(3)).isNotEqualTo("0");
    }

    @Test
    void aLateReadingReplacesTheDayOfItsSensor() throws Exception {
        reading(0, 1, "F1");
        job.run();
        reading(3_600_000, 5, "F1");
        assertThat(window(2, "count")).isEqualTo("[1]");
        job.run();
        assertThat(window(2, "count, max")).isEqualTo("[2]\t[5]");
        tombstone(0);
        tombstone(3_600_000);
        job.run();
        assertThat(window(2, "count")).isEmpty();
    }

    @Test
    void aRebuildUnsealsTheDayWhichIsComputedAnew() throws Exception {
        reading(0, 1, "F1");
        reading(3_600_000, 2, "F1");
        job.run();
        clickHouse.query(
                "ALTER TABLE millrace.sensor_reading DELETE WHERE sensor_id = '%s' AND ts < toDateTime64('2020-03-01 11:00:00', 3, 'UTC') SETTINGS mutations_sync = 2"
                        .formatted(sensor));
        assertThat(rebuild()).isZero();
        job.run();
        assertThat(window(2, "count, first")).isEqualTo("[1]\t[2]");
    }

    @Test
    void hoursThatAreDroppedTakeTheirDaysAlong() throws Exception {
        reading(0, 1, "F1");
        job.run();
        clickHouse.query("ALTER TABLE millrace.sensor_hour DROP PARTITION 2020");
        assertThat(seals(3)).isEqualTo("0");
        job.run();
        assertThat(window(2, "count")).isEqualTo("[1]");
        assertThat(seals(3)).isNotEqualTo("0");
    }

    private static int rebuild() {
        return RollupCommand.execute(List.of(
                "rebuild",
                "--url",
                service.url().toString(),
                "--table",
                "sensor_reading",
                "--from",
                "2020-03-01T10:00:00Z",
                "--to",
                "2020-03-01T11:00:00Z"));
    }

    private static String seals(int isSeal) throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.sensor_hour FINAL WHERE is_seal = %s".formatted(isSeal));
    }

    private static String seals(String table) throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.%s FINAL WHERE is_seal = 1".formatted(table));
    }

    private void reading(long millis, double value, String facility) throws Exception {
        insert(millis, value, facility, 0);
    }

    private void tombstone(long millis) throws Exception {
        insert(millis, 0, "", 1);
    }

    private void insert(long millis, double value, String facility, int isDeleted) throws Exception {
        clickHouse.query("""
                INSERT INTO millrace.sensor_reading (sensor_id, ts, value, facility, version, is_deleted)
                VALUES ('%s', fromUnixTimestamp64Milli(%s, 'UTC'), %s, '%s', %s, %s)
                """.formatted(
                sensor, HOUR.toEpochMilli() + millis, value, facility, NEXT_VERSION.getAndIncrement(), isDeleted));
    }

    private String minutes(String columns) throws Exception {
        return window("sensor_minute", columns);
    }

    private String hours(String columns) throws Exception {
        return window("sensor_hour", columns);
    }

    private String window(String table, String columns) throws Exception {
        return clickHouse.query("SELECT %s FROM millrace.%s FINAL WHERE is_seal = 0 AND sensor_id = '%s'"
                .formatted(columns, table, sensor));
    }

    private String window(int isSeal, String columns) throws Exception {
        return clickHouse.query(
                "SELECT %s FROM millrace.sensor_hour FINAL WHERE is_seal = %s AND sensor_id = '%s' ORDER BY hour"
                        .formatted(columns, isSeal, sensor));
    }

    private String marks() throws Exception {
        return clickHouse.query(
                "SELECT count() FROM millrace.sensor_reading_mark FINAL WHERE sensor_id = '%s'".formatted(sensor));
    }
}
