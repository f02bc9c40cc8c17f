package dev.millrace.sensor.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.oracle.Node;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deletions of readings, from HTTP to what is left. */
@Timeout(120)
class DeletionIT {
    private static final Instant HOUR = Instant.parse("2020-03-01T10:00:00Z");
    private static final AtomicInteger NEXT = new AtomicInteger();

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;
    private static TestService other;
    private static RollupJob job;

    private final String sensor = "F/%s ü/'".formatted(NEXT.incrementAndGet());

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = node(0, "1ms");
        service.awaitReady();
        // Nothing leaves its buffer until somebody waits for it.
        other = node(1, "1h");
        other.awaitReady();
        job = service.bean(RollupScheduler.class).job("sensor_reading").orElseThrow();
        job.run();
    }

    private static TestService node(int number, String maxAge) {
        return TestService.start(
                directory.resolve("node-" + number),
                clickHouse,
                Map.of(
                        "millrace.intake.node",
                        number,
                        "millrace.drain.max-age",
                        maxAge,
                        "millrace.archive.sensors",
                        number == 1,
                        "millrace.rollup.interval",
                        "1h",
                        "millrace.rollup.max-busy-percent",
                        "100"));
    }

    @AfterAll
    static void stop() {
        service.close();
        other.close();
        clickHouse.close();
    }

    @Test
    void whatIsInTheRangeIsGoneAndNothingElse() throws Exception {
        for (int minute = 0; minute < 5; minute++) {
            post(HOUR.plusSeconds(60L * minute), minute);
        }
        job.run();
        assertThat(delete(HOUR.plusSeconds(60), HOUR.plusSeconds(180), "&ack=stored")
                        .statusCode())
                .isEqualTo(200);
        assertThat(values()).isEqualTo("[0,3,4]");
        assertThat(marks())
                .as("reports count rows until the hour is computed anew")
                .isEqualTo("1");
        job.run();
        assertThat(window("sensor_minute", "minute, last")).isEqualTo("[0,3,4]\t[0,3,4]");
        assertThat(window("sensor_hour", "count, first, last")).isEqualTo("[3]\t[0]\t[4]");
    }

    @Test
    void anHourOfWhichNothingIsLeftHasNoWindows() throws Exception {
        post(HOUR, 1);
        job.run();
        assertThat(delete(HOUR, HOUR.plusMillis(1), "").statusCode()).isEqualTo(202);
        post(HOUR.plus(Duration.ofDays(1)), 2);
        job.run();
        assertThat(values()).isEqualTo("[2]");
        assertThat(window("sensor_hour", "last")).isEqualTo("[2]");
    }

    @Test
    void whatIsPostedAfterwardsCounts() throws Exception {
        post(HOUR, 1);
        delete(HOUR, HOUR.plusSeconds(1), "&ack=stored");
        post(HOUR, 2);
        assertThat(values()).isEqualTo("[2]");
        delete(HOUR, HOUR.plusSeconds(1), "&ack=disk");
        post(HOUR, 3);
        assertThat(values()).isEqualTo("[3]");
    }

    @Test
    void itReachesOverDaysWithAndWithoutReadings() throws Exception {
        for (int i = 0; i < 120; i++) {
            post(service, HOUR.plus(Duration.ofDays(i)), i, "");
        }
        post(HOUR.plus(Duration.ofDays(1000)), 120);
        delete(HOUR.plus(Duration.ofDays(1)), Instant.parse("2100-01-01T00:00:00Z"), "&ack=stored");
        assertThat(values()).isEqualTo("[0]");
        delete(Instant.EPOCH, Instant.parse("2106-02-07T00:00:00Z"), "&ack=stored");
        assertThat(values()).isEqualTo("[]");
        // Others would have to seal all these days.
        clickHouse.query("TRUNCATE TABLE millrace.sensor_reading");
    }

    @Test
    void aReadingThatWaitsInTheBufferIsDeletedWithIt() throws Exception {
        other.post("/api/sensors/readings", "application/json", json(HOUR, 1));
        deleteFrom(other, HOUR, HOUR.plusSeconds(1), "&ack=stored");
        assertThat(values()).isEqualTo("[]");
    }

    @Test
    void aReadingThatWaitsInTheBufferOfAnotherNodeIsDeletedToo() throws Exception {
        other.post("/api/sensors/readings", "application/json", json(HOUR, 1));
        TimeUnit.MILLISECONDS.sleep(2); // two nodes, two clocks
        delete(HOUR, HOUR.plusSeconds(1), "&ack=stored");
        other.post("/api/sensors/readings?ack=stored", "application/json", json(HOUR.plusSeconds(5), 2));
        assertThat(values()).isEqualTo("[2]");
        job.run();
        assertThat(window("sensor_hour", "last")).isEqualTo("[2]");
    }

    @Test
    void aDeletionThatWaitsOnOneNodeFindsWhatAnotherHasStoredMeanwhile() throws Exception {
        post(HOUR, 1);
        TimeUnit.MILLISECONDS.sleep(2); // two nodes, two clocks
        deleteFrom(other, HOUR, HOUR.plusSeconds(1), "");
        assertThat(values()).isEqualTo("[1]");
        TimeUnit.MILLISECONDS.sleep(2);
        post(HOUR.plusMillis(1), 2);
        deleteFrom(other, HOUR.plusSeconds(9), HOUR.plusSeconds(10), "&ack=stored");
        assertThat(values()).as("the second was accepted after the deletion").isEqualTo("[2]");
    }

    @Test
    void aDeadLetterThatIsReplayedStaysDeleted() throws Exception {
        clickHouse.query("ALTER TABLE millrace.sensor_reading ADD CONSTRAINT no_poison CHECK value != 666");
        post(HOUR, 666);
        post(HOUR.plusSeconds(20), 666);
        clickHouse.query("ALTER TABLE millrace.sensor_reading DROP CONSTRAINT no_poison");
        delete(HOUR, HOUR.plusSeconds(1), "&ack=stored");
        assertThat(service.post("/api/dead-letters/replay?all=true", "application/json", "")
                        .statusCode())
                .isEqualTo(202);
        while (values().equals("[]")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(values()).isEqualTo("[666]");
    }

    @Test
    void whatIsReplayedFromTheArchiveStaysDeletedAndSoDoesItWhenAllIsLost() throws Exception {
        post(other, HOUR, 1);
        post(other, HOUR.plusSeconds(1), 2);
        deleteFrom(other, HOUR, HOUR.plusSeconds(1), "&ack=stored");
        post(other, HOUR.plusSeconds(2), 3);
        replay();
        assertThat(values()).isEqualTo("[2,3]");
        clickHouse.query("TRUNCATE TABLE millrace.sensor_reading");
        clickHouse.query("TRUNCATE TABLE millrace.sensor_deletion");
        replay();
        assertThat(values()).isEqualTo("[2,3]");
    }

    private static void replay() throws Exception {
        HttpResponse<String> begun = other.post(
                "/api/replays?kind=sensor_reading&from=%s&to=%s"
                        .formatted(
                                Instant.now().minusSeconds(3600), Instant.now().plusSeconds(60)),
                "application/json",
                "");
        assertThat(begun.statusCode()).isEqualTo(202);
        String id = begun.body().replaceAll(".*\"id\":\"?(\\d+).*", "$1");
        while (!other.get("/api/replays/" + id).body().contains("\"done\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void aCrashBetweenTheDeletionAndWhatItHidesLosesNothing() throws Exception {
        Map<String, Object> properties = new HashMap<>(clickHouse.properties());
        properties.put("millrace.port", -1);
        properties.put("millrace.intake.node", 2);
        properties.put("millrace.data-dir", directory.resolve("node-2").toString());
        post(HOUR, 1);
        TimeUnit.MILLISECONDS.sleep(2); // two nodes, two clocks
        try (Node node = Node.start(properties, "sensor_reading", _ -> true)) {
            node.send("DELETE", path(HOUR, HOUR.plusSeconds(1), ""), "");
            node.drain().storePartOf(10, 10);
            assertThat(clickHouse.query("SELECT count() FROM millrace.sensor_deletion WHERE sensor_id = %s"
                            .formatted(StoredDeletions.literal(sensor))))
                    .isEqualTo("1");
            assertThat(values()).isEqualTo("[1]");
        }
        TimeUnit.MILLISECONDS.sleep(2);
        post(HOUR.plusMillis(1), 2);
        try (Node node = Node.start(properties, "sensor_reading", _ -> true)) {
            node.drain().drain(10);
            assertThat(values()).isEqualTo("[2]");
        }
    }

    @Test
    void theEquationOfCountersHolds() throws Exception {
        post(other, HOUR, 1);
        deleteFrom(other, HOUR, HOUR.plusSeconds(1), "&ack=stored");
        post(other, HOUR.plusSeconds(1), 1);
        replay();
        double in = other.metric("millrace_buffer_recovered_rows_total")
                + other.metric("millrace_intake_events_total{verdict=\"accepted\"}")
                + other.metric("millrace_intake_archived_events_total")
                + other.metric("millrace_replay_rows_total")
                + other.metric("millrace_drain_rows_total{outcome=\"made\"}");
        double out = other.metric("millrace_drain_rows_total{outcome=\"stored\"}")
                + other.metric("millrace_drain_rows_total{outcome=\"dead_lettered\"}")
                + other.metric("millrace_drain_rows_total{outcome=\"left_out\"}")
                + other.metric("millrace_buffer_pending_rows");
        assertThat(in).isEqualTo(out);
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        assertWrong("/api/sensors/readings?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "sensor_id");
        assertWrong("/api/sensors/readings?sensor_id=&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "sensor_id");
        String id = "a".repeat(128);
        String range = "/readings?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z";
        assertThat(service.delete("/api/sensors/" + id + range).statusCode()).isEqualTo(202);
        assertWrong("/api/sensors/" + id + "a" + range, "sensor_id");
        assertWrong("/api/sensors/s/readings?to=2020-01-02T00:00:00Z", "from");
        assertWrong("/api/sensors/s/readings?from=2020-01-02T00:00:00Z", "to");
        assertWrong("/api/sensors/s/readings?from=2020-01-02T00:00:00Z&to=2020-01-02T00:00:00Z", "to");
        assertWrong("/api/sensors/s/readings?from=1969-12-31T23:59:59Z&to=2020-01-02T00:00:00Z", "from");
        assertWrong("/api/sensors/s/readings?from=2020-01-02T00:00:00Z&to=2106-02-07T00:00:00.001Z", "to");
        assertThat(service.delete("/api/sensors/s" + range + "&ack=x").statusCode())
                .isEqualTo(400);
    }

    private static void assertWrong(String path, String field) throws Exception {
        HttpResponse<String> answer = service.delete(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"%s\"".formatted(field));
    }

    private void post(Instant ts, double value) throws Exception {
        post(service, ts, value);
    }

    private void post(TestService node, Instant ts, double value) throws Exception {
        post(node, ts, value, "?ack=stored");
    }

    private void post(TestService node, Instant ts, double value, String query) throws Exception {
        assertThat(node.post("/api/sensors/readings" + query, "application/json", json(ts, value))
                        .statusCode())
                .isIn(201, 202);
    }

    private String json(Instant ts, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"F\"}".formatted(sensor, ts, value);
    }

    private HttpResponse<String> delete(Instant from, Instant to, String query) throws Exception {
        return deleteFrom(service, from, to, query);
    }

    private HttpResponse<String> deleteFrom(TestService node, Instant from, Instant to, String query) throws Exception {
        HttpResponse<String> answer = node.delete(path(from, to, query));
        assertThat(answer.statusCode()).isIn(200, 202);
        return answer;
    }

    private String path(Instant from, Instant to, String query) {
        return "/api/sensors/readings?sensor_id=%s&from=%s&to=%s%s"
                .formatted(URLEncoder.encode(sensor, StandardCharsets.UTF_8), from, to, query);
    }

    private String values() throws Exception {
        return clickHouse.query(
                "SELECT groupArray(value) FROM (SELECT value FROM millrace.sensor_reading FINAL WHERE sensor_id = %s ORDER BY ts)"
                        .formatted(StoredDeletions.literal(sensor)));
    }

    private String window(String table, String columns) throws Exception {
        return clickHouse.query("SELECT %s FROM millrace.%s FINAL WHERE is_seal = 0 AND sensor_id = %s"
                .formatted(columns, table, StoredDeletions.literal(sensor)));
    }

    private String marks() throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.sensor_reading_mark FINAL WHERE sensor_id = %s"
                .formatted(StoredDeletions.literal(sensor)));
    }
}
