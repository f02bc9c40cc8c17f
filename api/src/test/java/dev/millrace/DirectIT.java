package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RawHttp;
import dev.millrace.testing.RawHttp.Answer;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that need no framework get the answers that the framework would give, in their order among all others. */
@Timeout(120)
class DirectIT {
    /** Says what every sender means, in a way that only the framework looks at. */
    private static final String TO_FRAMEWORK = "Accept: application/json;q=0.9";

    private static final String VIEW = "{\"user_id\":1,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"/\"}";
    private static final String SHOP = "https://shop.example";

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of("millrace.intake.max-events", "5", "millrace.cors.origins", SHOP));
        service.awaitReady();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /api/traffic/1               | application/json                | {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"} | 202
            /api/traffic/1?ack=memory    | application/json                | {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"} | 202
            /api/traffic/1?ack=stored    | application/json; charset=utf-8 | {"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"} | 201
            /api/traffic/1               | application/json                | {"user_id":1}                                                   | 422
            /api/traffic/1               | application/json                | nonsense                                                        | 400
            /api/traffic/1               | application/json                |                                                                 | 400
            /api/traffic/1               | text/plain                      | {"user_id":1}                                                   | 415
            /api/traffic/x               | application/json                | {"user_id":1}                                                   | 422
            /api/traffic/1?ack=maybe     | application/json                | {"user_id":1}                                                   | 400
            /api/traffic                 | application/x-ndjson            | {"request_id":1,"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"} | 202
            /api/traffic                 | application/json                | [{"request_id":1,"user_id":1,"created_at":"2026-11-19T10:00:00Z","page_url":"/"},7] | 202
            /api/traffic                 | application/json                | [7]                                                             | 422
            /api/traffic                 | application/json                | [1,2,3,4,5,6]                                                   | 413
            /api/traffic                 | application/json                | []                                                              | 400
            /api/traffic/beacon          | text/plain                      | {"user_id":1,"page_url":"/"}                                     | 202
            """)
    void theAnswerIsTheSameAsTheFrameworks(String path, String contentType, String body, int status) throws Exception {
        String text = body == null ? "" : body;
        Answer direct = post(path, contentType, text);
        assertThat(direct.status()).isEqualTo(status);
        assertSame(direct, post(path, contentType, text, TO_FRAMEWORK));
    }

    @Test
    void aPageOfAnAllowedSiteMayReadTheAnswer() throws Exception {
        Answer direct = post("/api/traffic/1", "application/json", VIEW, "Origin: " + SHOP);
        assertThat(direct.headers()).containsEntry("access-control-allow-origin", SHOP);
        assertSame(direct, post("/api/traffic/1", "application/json", VIEW, "Origin: " + SHOP, TO_FRAMEWORK));
    }

    @Test
    void aPageOfAnotherSiteMayNotReadTheAnswer() throws Exception {
        Answer answer = post("/api/traffic/1", "application/json", VIEW, "Origin: https://other.example");
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void anUnpackedBodyThatIsDamagedIsAnsweredAsByTheFramework() throws Exception {
        Answer direct = post("/api/traffic", "application/json", VIEW, "Content-Encoding: gzip");
        assertThat(direct.status()).isEqualTo(400);
        assertSame(direct, post("/api/traffic", "application/json", VIEW, "Content-Encoding: gzip", TO_FRAMEWORK));
    }

    @Test
    void requestsAreTimedUnderTheNamesOfTheFramework() throws Exception {
        String timer =
                "http_server_requests_seconds_count{exception=\"none\",method=\"POST\",status=\"202\",uri=\"/api/traffic/{request_id}\"}";
        double before = service.metric(timer);
        post("/api/traffic/1", "application/json", VIEW);
        post("/api/traffic/1", "application/json", VIEW, TO_FRAMEWORK);
        // The framework counts when it has answered.
        while (service.metric(timer) - before < 2) {
            Thread.sleep(20);
        }
        assertThat(service.metric(timer) - before).isEqualTo(2);
    }

    @Test
    void answersKeepTheirOrderWhoeverGivesThem() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            StringBuilder requests = new StringBuilder();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                // The slow ones come first: what is stored takes longer than what is in memory, that longer than a
                // mistake.
                requests.append(request("/api/traffic/1?ack=stored", "application/json", VIEW));
                requests.append("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                requests.append(request("/api/traffic/1?ack=memory", "application/json", VIEW));
                requests.append(request("/api/traffic/1", "application/json", "{}"));
                requests.append(request("/api/traffic/1", "application/json", VIEW));
                statuses.addAll(List.of(201, 200, 202, 422, 202));
            }
            connection.send(requests.toString());
            for (int status : statuses) {
                assertThat(connection.answer().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void moreRequestsThanAreReadAheadAreAllAnswered() throws Exception {
        int many = 2000;
        try (RawHttp connection = RawHttp.connect(service.url())) {
            String request = request("/api/traffic/1", "application/json", VIEW);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    connection.send(request.repeat(many));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < many; i++) {
                assertThat(connection.answer().status()).isEqualTo(202);
            }
            sender.join();
        }
    }

    @Test
    void aBodyMayComeInPieces() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            String request = request("/api/traffic/1", "application/json", VIEW);
            for (int i = 0; i < request.length(); i += 7) {
                connection.send(request.substring(i, Math.min(request.length(), i + 7)));
            }
            assertThat(connection.answer().status()).isEqualTo(202);
        }
    }

    @Test
    void aConnectionThatIsToEndEndsBehindTheAnswer() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.send(request("/api/traffic/1?ack=stored", "application/json", VIEW)
                    + request("/api/traffic/1", "application/json", VIEW, "Connection: close"));
            assertThat(connection.answer().status()).isEqualTo(201);
            assertThat(connection.answer().status()).isEqualTo(202);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    private static void assertSame(Answer direct, Answer framework) {
        assertThat(direct.status()).isEqualTo(framework.status());
        assertThat(direct.body()).isEqualTo(framework.body());
        assertThat(withoutTime(direct)).isEqualTo(withoutTime(framework));
    }

    private static Map<String, String> withoutTime(Answer answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        assertThat(headers.remove("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        return headers;
    }

    private static Answer post(String path, String contentType, String body, String... headers) throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            return connection.send(request(path, contentType, body, headers)).answer();
        }
    }

    private static String request(String path, String contentType, String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(
                "POST %s HTTP/1.1".formatted(path),
                "Host: localhost",
                "Content-Type: " + contentType,
                "Content-Length: " + body.length()));
        lines.addAll(List.of(headers));
        return String.join("\r\n", lines) + "\r\n\r\n" + body;
    }
}
