package dev.millrace.sensor.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.intake.TestClock;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long what is kept, and deletions of what is only kept by the hour. */
@Timeout(120)
class DeletionRetentionIT {
    @TempDir
    Path directory;

    // ClickHouse's own clock deletes rows by their age.
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plusSeconds(60);
    private final Instant hour = now.minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.HOURS);
    private final TestClock clock = TestClock.named("sensor-retention", now);
    private TestClickHouse clickHouse;
    private TestService service;
    private RollupJob job;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of(
                        "test.clock", "sensor-retention",
                        "millrace.rollup.interval", "1h",
                        "millrace.rollup.max-busy-percent", "100",
                        "millrace.sensor.raw-retention", "3d",
                        "millrace.sensor.retention-grace", "1d",
                        "millrace.sensor.minute-retention", "30d",
                        "millrace.sensor.hour-retention", "300d"));
        service.awaitReady();
        job = service.bean(RollupScheduler.class).job("sensor_reading").orElseThrow();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void tablesKeepTheirRowsAsLongAsIsSet() throws Exception {
        assertThat(
                        clickHouse.query(
                                "SELECT name, extract(engine_full, 'toIntervalSecond\\\\((\\\\d+)\\\\)') FROM system.tables WHERE name IN ('sensor_reading', 'sensor_deletion', 'sensor_minute', 'sensor_hour') ORDER BY name"))
                .isEqualTo(
                        "sensor_deletion\t345600\nsensor_hour\t25920000\nsensor_minute\t2592000\nsensor_reading\t345600");
    }

    @Test
    void hoursWhoseRowsAreGoneAreDeletedAsAWhole() throws Exception {
        post("a", hour, 1);
        post("a", hour.plus(Duration.ofHours(1)), 2);
        post("b", hour, 3);
        job.run();
        clock.advance(Duration.ofDays(5));
        clickHouse.query("TRUNCATE TABLE millrace.sensor_reading");
        assertThat(allTime()).contains("\"count\":2,", "\"first\":1.0");
        assertThat(delete(hour, hour.plus(Duration.ofHours(1))).statusCode()).isEqualTo(200);
        assertThat(allTime()).as("which reads days").contains("\"count\":1,", "\"first\":2.0");
        assertThat(clickHouse.query("SELECT countIf(is_seal = 3) > 0 FROM millrace.sensor_hour FINAL"))
                .isEqualTo("1");
        for (String table : new String[] {"sensor_minute", "sensor_hour"}) {
            assertThat(clickHouse.query(
                            "SELECT groupArray((sensor_id, last)) FROM (SELECT * FROM millrace.%s FINAL WHERE is_seal = 0 ORDER BY sensor_id)"
                                    .formatted(table)))
                    .isEqualTo("[('a',[2]),('b',[3])]");
        }
        job.run();
        assertThat(clickHouse.query("SELECT count() FROM millrace.sensor_hour FINAL WHERE is_seal = 0"))
                .isEqualTo("2");
    }

    @Test
    void aRangeThatCutsAnHourWhoseRowsMayBeGoneIsRefused() throws Exception {
        clock.advance(Duration.ofDays(2));
        Instant end = hour.plus(Duration.ofHours(1));
        HttpResponse<String> from = delete(hour.plusSeconds(1), end);
        assertThat(from.statusCode()).isEqualTo(422);
        assertThat(from.body()).contains("\"field\":\"from\"", "whole hour");
        assertThat(delete(hour, end.plusMillis(1)).body()).contains("\"field\":\"to\"", "whole hour");
        assertThat(delete(hour, end).statusCode()).isEqualTo(200);
        Instant kept = clock.instant().minus(Duration.ofDays(3));
        assertThat(delete(kept, kept.plusMillis(1)).statusCode()).as("the edge").isEqualTo(200);
        assertThat(delete(kept.minusMillis(1), kept.plusMillis(1)).statusCode()).isEqualTo(422);
    }

    private String allTime() throws Exception {
        return service.get("/api/sensors/a/all").body();
    }

    private HttpResponse<String> delete(Instant from, Instant to) throws Exception {
        return service.delete("/api/sensors/a/readings?ack=stored&from=%s&to=%s".formatted(from, to));
    }

    private void post(String sensor, Instant ts, double value) throws Exception {
        assertThat(service.post(
                                "/api/sensors/readings?ack=stored",
                                "application/json",
                                "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(sensor, ts, value))
                        .statusCode())
                .isEqualTo(201);
    }
}
