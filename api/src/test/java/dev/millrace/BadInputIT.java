package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bad input gets its 4xx, with the field that is wrong, as problem+json. */
class BadInputIT {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String GOOD =
            "{\"request_id\":1,\"user_id\":1,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"/\"}";

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void startService() {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of(
                        "millrace.http.max-body-bytes", "100000",
                        "millrace.intake.max-decompressed-bytes", "200000",
                        "millrace.intake.max-event-bytes", "4096",
                        "millrace.intake.max-events", "1000",
                        "millrace.cors.origins", "https://shop.example,https://blog.example"));
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"user_id":"1","created_at":"2026-11-19T10:00:00Z","page_url":"/"}           | 422 | user_id
            {"user_id":-1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"}            | 422 | user_id
            {"user_id":4294967296,"created_at":"2026-11-19T10:00:00Z","page_url":"/"}    | 422 | user_id
            {"user_id":1.5,"created_at":"2026-11-19T10:00:00Z","page_url":"/"}           | 422 | user_id
            {"created_at":"2026-11-19T10:00:00Z","page_url":"/"}                         | 422 | user_id
            {"user_id":1,"created_at":"yesterday","page_url":"/"}                        | 422 | created_at
            {"user_id":1,"created_at":1700000000,"page_url":"/"}                         | 422 | created_at
            {"user_id":1,"created_at":"1969-12-31T23:59:59.999Z","page_url":"/"}         | 422 | created_at
            {"user_id":1,"created_at":"2999-01-01T00:00:00Z","page_url":"/"}             | 422 | created_at
            {"user_id":1,"page_url":"/"}                                                 | 422 | created_at
            {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":""}              | 422 | page_url
            {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":7}               | 422 | page_url
            {"user_id":1,"created_at":"2026-11-19T10:00:00Z"}                            | 422 | page_url
            {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"\\ud800"}       | 422 | page_url
            {"user_id":1,                                                                | 400 | event
            [1]                                                                          | 400 | event
            nonsense                                                                     | 400 | event
            {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"} {}          | 400 | event
            """)
    void aBadEventIsAnsweredWithTheFieldThatIsWrong(String body, int status, String field) throws Exception {
        assertProblem(service.post("/api/traffic/1", JSON, body), status, field);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            Forwarded         | for="
            Forwarded         | host=";proto="
            Forwarded         | ;;==,,
            X-Forwarded-Host  | "
            X-Forwarded-Port  | x
            X-Forwarded-Proto | "
            """)
    void aForwardedHeaderThatIsBrokenIsNoInternalError(String name, String value) throws Exception {
        for (String origin : List.of("https://shop.example", ";https://evil.example", "null")) {
            assertThat(service.get("/api/traffic/daily/1", name, value, "Origin", origin)
                            .statusCode())
                    .as(origin)
                    .isIn(200, 403);
        }
    }

    @ParameterizedTest
    @CsvSource({"18446744073709551616", "-1", "abc", "1.0", "0x1"})
    void aRequestIdThatIsNoUnsignedNumberIs422(String id) throws Exception {
        assertProblem(service.post("/api/traffic/" + id, JSON, GOOD), 422, "request_id");
    }

    @Test
    void theLargestRequestIdIsTaken() throws Exception {
        assertThat(service.post("/api/traffic/18446744073709551615", JSON, GOOD).statusCode())
                .isEqualTo(202);
    }

    @Test
    void aPageUrlMayHave2048CharactersAndNotOneMore() throws Exception {
        assertThat(postPage("x".repeat(2048)).statusCode()).isEqualTo(202);
        assertProblem(postPage("x".repeat(2049)), 422, "page_url");
    }

    @Test
    void anEmptyBodyIs400() throws Exception {
        assertProblem(service.post("/api/traffic/1", JSON, ""), 400, "body");
        assertProblem(service.post("/api/traffic", NDJSON, ""), 400, "body");
        assertProblem(service.post("/api/traffic", NDJSON, "\n\n"), 400, "body");
        assertProblem(service.post("/api/traffic", JSON, "[]"), 400, "body");
    }

    @Test
    void anUnknownAckLevelIs400() throws Exception {
        assertProblem(service.post("/api/traffic?ack=maybe", JSON, GOOD), 400, "ack");
    }

    @ParameterizedTest
    @CsvSource({"/api/traffic/1, text/plain", "/api/traffic, application/xml", "/api/traffic/beacon, text/html"})
    void anotherContentTypeIs415(String path, String contentType) throws Exception {
        HttpResponse<String> answer = service.post(path, contentType, GOOD);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(contentType);
    }

    @Test
    void aBodyOverTheLimitIs413AndOneAtTheLimitIsRead() throws Exception {
        String padded = GOOD + " ".repeat(100_000 - GOOD.length());
        assertThat(service.post("/api/traffic", NDJSON, padded).statusCode())
                .isEqualTo(422); // one event that is too long
        assertThat(service.post("/api/traffic", NDJSON, padded + " ").statusCode())
                .isEqualTo(413);
    }

    @Test
    void aBatchOverTheLimitOfEventsIs413() throws Exception {
        assertThat(service.post("/api/traffic", NDJSON, (GOOD + "\n").repeat(1000))
                        .statusCode())
                .isEqualTo(202);
        assertProblem(service.post("/api/traffic", NDJSON, (GOOD + "\n").repeat(1001)), 413, "body");
    }

    @Test
    void aBombIs413() throws Exception {
        byte[] bomb = gzip(new byte[50_000_000]);
        assertThat(bomb).hasSizeLessThan(100_000);
        assertProblem(service.post("/api/traffic", NDJSON, bomb, "Content-Encoding", "gzip"), 413, "body");
    }

    @Test
    void damagedGzipIs400() throws Exception {
        byte[] whole = gzip(GOOD.getBytes(StandardCharsets.UTF_8));
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 10);
        assertProblem(service.post("/api/traffic", NDJSON, cut, "Content-Encoding", "gzip"), 400, "Content-Encoding");
        assertProblem(service.post("/api/traffic", NDJSON, GOOD, "Content-Encoding", "gzip"), 400, "Content-Encoding");
        assertProblem(service.post("/api/traffic", NDJSON, GOOD, "Content-Encoding", "zstd"), 400, "Content-Encoding");
    }

    @Test
    void anUnknownContentEncodingIs415() throws Exception {
        HttpResponse<String> answer = service.post("/api/traffic", NDJSON, GOOD, "Content-Encoding", "br");
        assertProblem(answer, 415, "Content-Encoding");
        assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip, zstd");
    }

    @Test
    void theEventsAroundEachBadOneAreStored() throws Exception {
        long user = TestService.newUser();
        Instant time = TestService.anHourAgo();
        StringBuilder body = new StringBuilder();
        String[] bad = {"{", "7", "null", "{}", "x".repeat(5000), "{\"user_id\":1,}"};
        for (int i = 0; i < bad.length; i++) {
            body.append(bad[i]).append('\n');
            body.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                    .formatted(i, user, time));
        }
        HttpResponse<String> answer = service.post("/api/traffic?ack=stored", NDJSON, body.toString());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).startsWith("{\"accepted\":6,\"filtered\":0,\"rejected\":[{\"index\":0,");
        assertThat(service.daily(user)).isEqualTo("{\"/\":6}");
    }

    @ParameterizedTest
    @CsvSource({"-1", "4294967296", "abc"})
    void aReportOfNoUserIs422(String user) throws Exception {
        assertProblem(service.get("/api/traffic/daily/" + user), 422, "user_id");
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "1969-12-31T23:59:59Z", "2999-01-01T00:00:00Z"})
    void aReportForNoTimeIs422(String at) throws Exception {
        assertProblem(service.get("/api/traffic/daily/1?at=" + at), 422, "at");
    }

    @Test
    void anUnknownPathIsAProblemToo() throws Exception {
        HttpResponse<String> answer = service.get("/nothing/here");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static HttpResponse<String> postPage(String page) throws Exception {
        return service.post(
                "/api/traffic/1",
                JSON,
                "{\"user_id\":1,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"%s\"}".formatted(page));
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String field) {
        assertThat(answer.body()).contains("\"status\":" + status, "\"field\":\"" + field + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
