package dev.millrace.sensor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of facilities over HTTP; the job that seals hours runs when the test says so. */
class FacilityIT {
    private static final Instant OLD = Instant.parse("2020-03-01T21:00:00Z");

    @TempDir
    Path directory;

    private TestClickHouse clickHouse;
    private TestService service;
    private RollupJob job;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of("millrace.rollup.interval", "1h", "millrace.rollup.max-busy-percent", "100"));
        service.awaitReady();
        job = service.bean(RollupScheduler.class).job("sensor_reading").orElseThrow();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLatestReadingOfEachSensorThatNamesTheFacilityIsFound(boolean isSealed) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        reading("now", now.minusSeconds(1), 1, "F 1");
        reading("now", now.minusSeconds(2), 2, "F 1");
        reading("an hour ago", now.minusSeconds(3600), 3, "F 1");
        reading("yesterday", now.minusSeconds(86_400 + 1800), 4, "F 1");
        reading("last week", now.minusSeconds(7 * 86_400), 5, "F 1");
        reading("years ago", OLD, 6, "F 1");
        reading("years ago", OLD.minusSeconds(5000), 7, "F 1");
        reading("moved", now.minusSeconds(7200), 8, "F 1");
        reading("moved", now.minusSeconds(1), 9, "F2");
        reading("elsewhere", now.minusSeconds(1), 10, "F2");
        reading("corrected", OLD, 11, "F 1");
        reading("corrected", OLD, 12, "F2");
        if (isSealed) {
            job.run();
        }
        String expected = row("an hour ago", now.minusSeconds(3600), 3)
                + "," + row("last week", now.minusSeconds(7 * 86_400), 5)
                + "," + row("moved", now.minusSeconds(7200), 8)
                + "," + row("now", now.minusSeconds(1), 1)
                + "," + row("years ago", OLD, 6)
                + "," + row("yesterday", now.minusSeconds(86_400 + 1800), 4);
        assertThat(get("/api/facilities/F%201/sensors")).isEqualTo("{\"sensors\":[" + expected + "]}");
        assertThat(get("/api/facilities"))
                .isEqualTo(
                        "{\"facilities\":[{\"facility\":\"F 1\",\"sensors\":6},{\"facility\":\"F2\",\"sensors\":3}]}");
        String first = get("/api/facilities/F%201/sensors?limit=4");
        assertThat(first)
                .startsWith("{\"sensors\":[" + expected.substring(0, 100))
                .contains("\"next\":\"");
        String next = first.replaceAll(".*\"next\":\"(.*)\"}", "$1");
        assertThat(get("/api/facilities/F%201/sensors?limit=4&page=" + next))
                .isEqualTo("{\"sensors\":[" + row("years ago", OLD, 6) + ","
                        + row("yesterday", now.minusSeconds(86_400 + 1800), 4) + "]}");
        assertThat(get("/api/facilities?limit=1")).contains("\"sensors\":6}],\"next\":\"");
    }

    @Test
    void aFacilityThatNoReadingNamesAnyMoreIsNotListed() throws Exception {
        reading("a", OLD, 1, "F1");
        reading("a", OLD, 2, "F2");
        assertThat(get("/api/facilities")).isEqualTo("{\"facilities\":[{\"facility\":\"F2\",\"sensors\":1}]}");
        assertThat(get("/api/facilities/F1/sensors")).isEqualTo("{\"sensors\":[]}");
        assertThat(get("/api/facilities/nothing/sensors")).isEqualTo("{\"sensors\":[]}");
        assertThat(get("/api/facilities/nothing/1m")).isEqualTo("{\"windows\":[]}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void windowsOfAFacilityAreOfAllReadingsThatNameIt(boolean isSealed) throws Exception {
        reading("b", OLD, 1, "F1");
        reading("a", OLD, 2, "F1");
        reading("a", OLD.plusMillis(1), 99, "F2");
        reading("a", OLD.plusMillis(2), 0.5, "F1");
        reading("b", OLD.plusMillis(2), 0.25, "F1");
        reading("b", OLD.plusSeconds(60), 7, "F1");
        reading("b", OLD.plusSeconds(3600), 8, "F1");
        if (isSealed) {
            job.run();
            // Late, so its hour is read from raw rows again.
            reading("b", OLD.plusSeconds(3601), 9, "F1");
        } else {
            reading("b", OLD.plusSeconds(3601), 9, "F1");
        }
        String range = "?from=%s&to=%s".formatted(OLD, OLD.plusSeconds(7200));
        String minutes =
                window(OLD, 4, 0.25, 2, 0.9375, 3.75, 2, 0.25) + "," + window(OLD.plusSeconds(60), 1, 7, 7, 7, 7, 7, 7);
        String lastMinute = window(OLD.plusSeconds(3600), 2, 8, 9, 8.5, 17, 8, 9);
        assertThat(get("/api/facilities/F1/1m" + range))
                .isEqualTo("{\"windows\":[" + minutes + "," + lastMinute + "]}");
        assertThat(get("/api/facilities/F1/1h" + range))
                .isEqualTo("{\"windows\":[" + window(OLD, 5, 0.25, 7, 2.15, 10.75, 2, 7) + ","
                        + window(OLD.plusSeconds(3600), 2, 8, 9, 8.5, 17, 8, 9) + "]}");
        String page = get("/api/facilities/F1/1m" + range + "&limit=2");
        assertThat(page).startsWith("{\"windows\":[" + minutes + "],\"next\":\"");
        assertThat(get("/api/facilities/F1/1m" + range + "&page=" + page.replaceAll(".*\"next\":\"(.*)\"}", "$1")))
                .isEqualTo("{\"windows\":[" + lastMinute + "]}");
        assertThat(service.get("/api/facilities/F1/1h" + range, "Accept", "text/csv")
                        .body())
                .startsWith("start,count,min,max,avg,sum,first,last\r\n2020-03-01T21:00:00Z,5,");
    }

    private static String window(
            Instant start, int count, double min, double max, double avg, double sum, double first, double last) {
        return "{\"start\":\"%s\",\"count\":%s,\"min\":%s,\"max\":%s,\"avg\":%s,\"sum\":%s,\"first\":%s,\"last\":%s}"
                .formatted(start, count, min, max, avg, sum, first, last);
    }

    private static String row(String sensor, Instant ts, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(sensor, ts, value);
    }

    private void reading(String sensor, Instant ts, double value, String facility) throws Exception {
        HttpResponse<String> answer = service.post(
                "/api/sensors/readings?ack=stored",
                "application/json",
                "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"%s\"}"
                        .formatted(sensor, ts, value, facility));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
