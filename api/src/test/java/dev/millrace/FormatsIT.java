package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies, answers and times in the forms in which people write and ask for them. */
@Timeout(120)
class FormatsIT {
    private static final String READINGS = "/api/sensors/readings";
    private static final String VIEWS = "/api/traffic";

    @TempDir
    static Path directory;

    private static TestService service;

    private final long user = TestService.newUser();

    @BeforeAll
    static void start() throws Exception {
        service = TestService.start(directory.resolve("data"), TestClickHouse.shared(), Map.of());
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: APPLICATION/JSON\r\nConnection: close\r\n"})
    void readingsWithoutAContentTypeOrWithOneInCapitalsAreAnInternalError(String header) throws Exception {
        assertThat(post(READINGS, header, "[" + reading("2026-11-20T10:00:00Z") + "]"))
                .isEqualTo(202);
        assertThat(post(READINGS, header, reading("2026-11-20T10:00:01Z"))).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: APPLICATION/JSON\r\nConnection: close\r\n"})
    void anArrayOfViewsWithoutAContentTypeIsALine(String header) throws Exception {
        assertThat(post(VIEWS, header, "[" + view(1, "/") + "," + view(2, "/") + "]"))
                .isEqualTo(202);
    }

    @Test
    void linesWithoutAContentTypeAreNoLines() throws Exception {
        assertThat(post(READINGS, "", reading("2026-11-20T10:00:00Z") + "\n" + reading("2026-11-20T10:00:01Z")))
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1763632800", "1.7636328e9", "4102444800", "946684800"})
    void secondsAreStoredIn1970(String ts) throws Exception {
        for (String body : List.of(
                "{\"sensor_id\":\"s\",\"ts\":%s,\"value\":1}",
                "{\"sensor_id\":\"s\",\"ts\":%s,\"value\":1,\"facility\":\"\\u0041\"}")) {
            HttpResponse<String> answer = service.post(READINGS, "application/json", body.formatted(ts));
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).containsPattern("looks like seconds|a whole number of milliseconds");
        }
    }

    @Test
    void invalidUtf8IsTakenForOtherText() throws Exception {
        byte[] start = "{\"request_id\":22,\"user_id\":%s,\"created_at\":\"2026-11-20T10:00:00Z\",\"page_url\":\"/"
                .formatted(user)
                .getBytes(StandardCharsets.UTF_8);
        assertInvalid(VIEWS, start, "\"}");
        assertInvalid(
                READINGS,
                "{\"sensor_id\":\"s\",\"ts\":\"2026-11-20T10:00:00Z\",\"value\":1,\"unit\":\""
                        .getBytes(StandardCharsets.UTF_8),
                "\"}");
        assertInvalid(
                READINGS,
                "{\"sensor_id\":\"s\",\"ts\":\"2026-11-20T10:00:00Z\",\"value\":1,\"attributes\":{\"a\":\""
                        .getBytes(StandardCharsets.UTF_8),
                "\"}}");
    }

    private static void assertInvalid(String path, byte[] start, String end) throws Exception {
        for (byte[] wrong :
                new byte[][] {{(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xff}}) {
            byte[] body = new byte[start.length + wrong.length + end.length()];
            System.arraycopy(start, 0, body, 0, start.length);
            System.arraycopy(wrong, 0, body, start.length, wrong.length);
            System.arraycopy(end.getBytes(StandardCharsets.UTF_8), 0, body, start.length + wrong.length, end.length());
            HttpResponse<String> answer = service.post(path, "application/json", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("is not UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv|text/csv",
                "TEXT/CSV|text/csv",
                "text/*|text/csv",
                "Text/*;q=0.5|text/csv",
                "application/json|application/json",
                "APPLICATION/JSON|application/json",
                "*/*|application/json",
                "text/csv;q=0, */*|application/json",
                "application/json;q=0, */*|text/csv",
                "application/json;q=0.1, text/csv|text/csv",
                "text/csv;q=0.1, application/json|application/json",
                "text/csv, application/json|text/csv",
                "text/html, */*;q=0.8|application/json",
                "application/*|application/json"
            })
    void acceptIsReadByHalf(String accept, String contentType) throws Exception {
        for (String path : List.of("/api/traffic/daily/" + user, "/api/sensors/x/1h")) {
            HttpResponse<String> answer = service.get(path, "Accept", accept);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(contentType);
        }
    }

    @Test
    void aPageThatBeginsLikeAFormulaIsCalculatedByASpreadsheet() throws Exception {
        service.post(VIEWS + "?ack=stored", "application/json", view(3, "=1+2"));
        String day = "/api/traffic/daily/%s?date=2026-11-20".formatted(user);
        HttpResponse<String> answer = service.get(day + "&csv=excel");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(answer.body()).isEqualTo("page_url,views\r\n'=1+2,1\r\n");
        assertThat(service.get(day, "Accept", "text/csv").body()).isEqualTo("page_url,views\r\n=1+2,1\r\n");
        assertThat(service.get(day + "&csv=lotus").statusCode()).isEqualTo(422);

        String sensor = "@s" + user;
        service.post(
                READINGS + "?ack=stored",
                "application/json",
                "{\"sensor_id\":\"%s\",\"ts\":\"2026-11-20T10:00:00Z\",\"value\":-1}".formatted(sensor));
        assertThat(service.get("/api/sensors/%s/readings?from=2026-11-20T00:00:00Z&csv=excel".formatted(sensor))
                        .body())
                .contains("'" + sensor, ",-1.0,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EST", "MST", "HST", "EST5EDT", "US/Eastern", "Asia/Tehran", "UTC"})
    void anObsoleteZoneIsUnknown(String zone) throws Exception {
        assertThat(service.get("/api/traffic/daily/%s?date=2026-11-20&tz=%s".formatted(user, zone))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health",
        "GET, /api/traffic/daily/1",
        "GET, /api/traffic/daily/x",
        "GET, /nowhere",
        "GET, /api/sensors/%zz/all",
        "DELETE, /api/traffic/x",
        "POST, /api/traffic",
        "OPTIONS, /api/traffic"
    })
    void aBrowserMayGuessAnotherContentType(String method, String path) throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(method + " " + path + " HTTP/1.1", "Content-Type: application/json", "Content-Length: 0");
            assertThat(connection.answer().headers()).containsEntry("x-content-type-options", "nosniff");
        }
    }

    private static int post(String path, String header, String body) throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            return connection
                    .send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "Content-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .answer()
                    .status();
        }
    }

    private static String reading(String ts) {
        return "{\"sensor_id\":\"formats\",\"ts\":\"%s\",\"value\":1}".formatted(ts);
    }

    private String view(long id, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"2026-11-20T10:00:00Z\",\"page_url\":\"%s\"}"
                .formatted(id, user, page);
    }
}
