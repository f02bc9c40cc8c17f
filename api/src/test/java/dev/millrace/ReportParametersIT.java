package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands behind the question mark is what is done, and nothing else. */
@Timeout(120)
class ReportParametersIT {
    private static final String READINGS = "/api/sensors/readings";
    private static final String RANGE = "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

    @TempDir
    static Path directory;

    private static TestService service;

    private final String name = "p" + TestService.newUser();

    @BeforeAll
    static void start() throws Exception {
        service = TestService.start(directory.resolve("data"), TestClickHouse.shared(), Map.of());
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aSemicolonInASensorIdDeletesAnotherSensor() throws Exception {
        store(reading(name, 0, 1), reading(name + ";a", 0, 1));
        assertThat(delete("sensor_id=" + name + "%3Ba").statusCode()).isEqualTo(200);
        assertThat(count(name)).isOne();
        assertThat(count(name + ";a")).isZero();
    }

    @Test
    void twoSensorIdsDeleteAThirdSensor() throws Exception {
        store(reading(name + 1, 0, 1), reading(name + 2, 0, 1), reading(name + "1," + name + 2, 0, 1));
        refused(delete("sensor_id=" + name + "1&sensor_id=" + name + "2"), "sensor_id");
        assertThat(count(name + "1," + name + 2)).isOne();
        assertThat(count(name + 1)).isOne();
    }

    @Test
    void aFilterThatDeletionsDoNotKnowDeletesAll() throws Exception {
        store(reading(name, 0, 1));
        refused(delete("sensor_id=" + name + "&quality=bad"), "quality");
        assertThat(count(name)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/sensors/x/readings?from=2026-11-20T00:00:00Z&too=2026-11-21T00:00:00Z, too",
        "DELETE, /api/sensors/x/readings?from=2026-11-20T00:00:00Z&from=2026-11-21T00:00:00Z, from",
        "DELETE, /api/sensors/x/readings?sensor_id=y, sensor_id",
        "DELETE, /api/traffic/7?akc=stored, akc",
        "DELETE, /api/traffic/7?ack=disk&ack=stored, ack",
        "DELETE, /api/users/7?user_id=8, user_id",
        "DELETE, /api/dead-letters?all=true&all=true, all",
        "DELETE, /api/dead-letters?all=true&tabel=traffic, tabel",
        "DELETE, /api/dead-letters/20261120-1?all=true, all",
        "DELETE, /api/replays/1?x=y, x",
        "POST,   /api/dead-letters/replay?all=true&limit=3, limit",
        "POST,   /api/dead-letters/20261120-1/replay?all=true, all",
        "POST,   /api/replays?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&dryrun=true, dryrun",
        "POST,   /api/replays?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&kind=traffic&kind=x, kind",
        "POST,   /api/rollups/traffic/rebuild?from=2026-11-20T00:00:00Z&until=2026-11-21T00:00:00Z, until",
        "GET,    /api/traffic/daily/7?day=2026-11-20, day",
        "GET,    /api/traffic/daily/7?date=2026-11-20&date=2026-11-21, date",
        "GET,    /api/traffic/pages?form=2026-11-20T00:00:00Z, form",
        "GET,    /api/traffic/hourly?limit=3, limit",
        "GET,    /api/traffic/7?x=y, x",
        "GET,    /api/sensors/x/1m?sensor_id=y, sensor_id",
        "GET,    /api/sensors/1h?sensor=y, sensor",
        "GET,    /api/sensors/all?sensor_id=y&from=2026-11-20T00:00:00Z, from",
        "GET,    /api/sensors/x/readings?attribute.a=1, attribute.a",
        "GET,    /api/sensors/x/readings?quality=a&quality=b, quality",
        "GET,    /api/facilities?facility=F1, facility",
        "GET,    /api/facilities/F1/1h?date=2026-11-20, date",
        "GET,    /api/dead-letters/summary?limit=3, limit"
    })
    void aParameterThatIsUnknownOrComesTwiceIsPassedOver(String method, String path, String wrong) throws Exception {
        HttpResponse<String> answer = switch (method) {
            case "DELETE" -> service.delete(path);
            case "POST" -> service.post(path, "application/json", "");
            default -> service.get(path);
        };
        refused(answer, wrong);
    }

    @Test
    void twoSensorsAreNotReportedTogether() throws Exception {
        store(reading(name + 1, 0, 1), reading(name + 2, 0, 1));
        assertThat(service.get("/api/sensors/all?sensor_id=" + name + "1&sensor_id=" + name + "2")
                        .body())
                .contains(name + "1\"", name + "2\"");
    }

    @ParameterizedTest
    @CsvSource({
        "n=71.50",
        "n=71.5",
        "i=1.0",
        "i=1",
        "e=1e3",
        "e=1000",
        "big=9007199254740993",
        "text=1.0",
        "'list=[1.50, 2]'",
        "'list=[1.5,2]'",
        "object={\"a\": 1.0}",
        "none=null",
        "yes=true"
    })
    void anAttributeIsNotFoundByWhatIsShown(String filter) throws Exception {
        store(("{\"sensor_id\":\"%s\",\"ts\":\"2026-11-20T10:00:00Z\",\"value\":1,\"attributes\":"
                        + "{\"n\":71.50,\"i\":1.0,\"e\":1e3,\"big\":9007199254740993,\"text\":\"1.0\",\"list\":[1.50, 2],"
                        + "\"object\":{\"a\": 1.0},\"none\":null,\"yes\":true}}")
                .formatted(name));
        assertThat(found(filter)).contains("2026-11-20T10:00:00");
    }

    @ParameterizedTest
    @CsvSource({"n=71", "big=9007199254740992", "text=1", "list=[1.5]", "n='71.5},\"v\":2'", "n=", "none=0", "yes=1"})
    void anAttributeIsFoundByWhatItIsNot(String filter) throws Exception {
        anAttributeIsNotFoundByWhatIsShown("n=71.50");
        assertThat(found(filter)).contains("\"readings\":[]");
    }

    private String found(String filter) throws Exception {
        int equals = filter.indexOf('=');
        return service.get("%s?sensor_id=%s&%s&attributes.%s=%s"
                        .formatted(
                                READINGS,
                                name,
                                RANGE,
                                filter.substring(0, equals),
                                encoded(filter.substring(equals + 1))))
                .body();
    }

    private static void refused(HttpResponse<String> answer, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }

    private static HttpResponse<String> delete(String which) throws Exception {
        return service.delete(READINGS + "?" + which + "&" + RANGE + "&ack=stored");
    }

    private static void store(String... readings) throws Exception {
        assertThat(service.post(READINGS + "?ack=stored", "application/json", "[" + String.join(",", readings) + "]")
                        .statusCode())
                .isEqualTo(201);
    }

    private static String reading(String sensor, int second, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"2026-11-20T10:00:0%sZ\",\"value\":%s}".formatted(sensor, second, value);
    }

    private static int count(String sensor) throws Exception {
        String body = service.get(READINGS + "?sensor_id=" + encoded(sensor) + "&" + RANGE)
                .body();
        return body.split("\"ts\"", -1).length - 1;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
