package dev.millrace.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several kinds of events share one thread for their rollups. */
@Timeout(120)
class RollupTasksIT {
    private static final Instant HOUR = Instant.parse("2020-03-01T10:00:00Z");

    @TempDir
    Path directory;

    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(directory.resolve("data"), clickHouse, Map.of("millrace.rollup.interval", "100ms"));
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void yearsOfOneKindThatAreToBeSealedDoNotKeepAnotherKindWaiting() throws Exception {
        clickHouse.query("""
                INSERT INTO millrace.sensor_reading (sensor_id, ts, value, version)
                SELECT 's', toDateTime64('2000-01-01 00:00:00', 3, 'UTC') + INTERVAL number DAY, 1, 1 FROM numbers(300)
                SETTINGS max_partitions_per_insert_block = 1000
                """);
        awaitMoreThan(0, "SELECT count() FROM millrace.sensor_minute WHERE is_seal");
        service.postView(1, 1, HOUR, "/", "?ack=stored");
        awaitMoreThan(
                0,
                "SELECT count() FROM millrace.traffic_hour WHERE is_seal AND hour = toDateTime(%s, 'UTC')"
                        .formatted(HOUR.getEpochSecond()));
        assertThat(clickHouse.query("SELECT count() < 7200 FROM millrace.sensor_minute WHERE is_seal"))
                .as("sensors are still at it")
                .isEqualTo("1");
    }

    @Test
    void oneKindThatFailsDoesNotKeepAnotherFromBeingSealed() throws Exception {
        clickHouse.query("RENAME TABLE millrace.sensor_reading_bound TO millrace.away");
        awaitFailures();
        service.postView(1, 1, HOUR, "/", "?ack=stored");
        awaitMoreThan(0, "SELECT count() FROM millrace.traffic_hour WHERE is_seal AND is_empty = 0");
        awaitFailures();
        assertThat(service.metric("millrace_rollup_failed_total{shard=\"1\",table=\"traffic\"}"))
                .isZero();
        clickHouse.query("RENAME TABLE millrace.away TO millrace.sensor_reading_bound");
    }

    private void awaitFailures() throws Exception {
        double before = failures();
        while (failures() < before + 2) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private double failures() throws Exception {
        return service.metric("millrace_rollup_failed_total{shard=\"1\",table=\"sensor_reading\"}");
    }

    private void awaitMoreThan(long least, String query) throws Exception {
        while (Long.parseLong(clickHouse.query(query)) <= least) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
