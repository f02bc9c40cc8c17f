package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sensor.v1.Reading;
import dev.millrace.sensor.v1.Readings;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readings are archived as they came, and a replay makes the same rows of them. */
@Timeout(120)
class SensorArchiveIT {
    private static final String ROWS =
            "SELECT sensor_id, ts, value, facility, attributes, version FROM millrace.sensor_reading FINAL ORDER BY sensor_id, ts";

    @TempDir
    Path directory;

    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(directory.resolve("data"), clickHouse, Map.of("millrace.archive.sensors", true));
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void aReplayMakesTheSameRowsAgain() throws Exception {
        Instant begin = Instant.now().minusSeconds(60);
        HttpResponse<String> json = service.post("/api/sensors/readings?ack=stored", "application/x-ndjson", """
                {"sensor_id":"a","ts":"2014-02-19T15:25:00Z","value":1.5,"facility":"F1","attributes":{"line": 7}}
                {"sensor_id":"a","ts":"2014-02-19T15:25:00Z","value":2.5}
                {"sensor_id":"b","ts":"x","value":1}
                """);
        assertThat(json.body()).contains("\"accepted\":2", "\"index\":2");
        byte[] message = Readings.newBuilder()
                .addReadings(Reading.newBuilder()
                        .setSensorId("c")
                        .setTsMillis(0)
                        .setValue(-1)
                        .setUnit("°C"))
                .build()
                .toByteArray();
        assertThat(service.post("/api/sensors/readings?ack=stored", "application/x-protobuf", message)
                        .statusCode())
                .isEqualTo(201);
        String before = clickHouse.query(ROWS);
        assertThat(clickHouse.query("SELECT operation, verdict, subject FROM millrace.archive FINAL ORDER BY version"))
                .isEqualTo("post\taccepted\ta\npost\taccepted\ta\npost\trejected\tb\npost_protobuf\taccepted\tc");

        clickHouse.query("TRUNCATE TABLE millrace.sensor_reading");
        HttpResponse<String> replay = service.post(
                "/api/replays?kind=sensor_reading&from=%s&to=%s"
                        .formatted(begin, Instant.now().plusSeconds(60)),
                "application/json",
                "");
        assertThat(replay.statusCode()).isEqualTo(202);
        assertThat(await(id(replay.body()))).contains("\"accepted\":3", "\"rejected\":1");
        assertThat(clickHouse.query(ROWS)).isEqualTo(before).hasLineCount(2);
    }

    private static String id(String replay) {
        Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(replay);
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    private String await(String id) throws Exception {
        while (true) {
            String answer = service.get("/api/replays/" + id).body();
            if (!answer.contains("\"waiting\"") && !answer.contains("\"running\"")) {
                assertThat(answer).contains("\"state\":\"done\"");
                return answer;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
