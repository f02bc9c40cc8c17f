package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.auth.Secret;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a file of keys, a request does what its key permits, and nothing without one. */
@Timeout(60)
class KeysIT {
    private static final String SHOP = "https://shop.example";
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    static Path directory;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(
                directory.resolve("keys.json"),
                "[%s,%s,%s,%s,%s,%s]"
                        .formatted(
                                entry("writer", "\"may\":[\"write\"]"),
                                entry("reader", "\"may\":[\"read\"]"),
                                entry("admin", "\"may\":[\"admin\"]"),
                                entry("page", "\"may\":[\"write\"],\"origins\":[\"%s\"]".formatted(SHOP)),
                                entry("small", "\"may\":[\"write\"],\"bytes_per_second\":1,\"burst_bytes\":2000"),
                                entry(
                                        "chunks",
                                        "\"may\":[\"write\"],\"bytes_per_second\":1,\"burst_bytes\":2000,\"min_request_bytes\":1")));
        service = TestService.start(
                directory.resolve("data"), TestClickHouse.shared(), Map.of("millrace.auth.keys-file", file.toString()));
        while (service.get("/health/readiness").statusCode() != 200) {
            Thread.sleep(20);
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String entry(String name, String rest) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",%s}"
                .formatted(name, HexFormat.of().formatHex(Secret.hash("mr_" + name)), rest);
    }

    @ParameterizedTest
    @CsvSource({
        "none,   401, 401, 401, 401, 401, 401",
        "wrong,  401, 401, 401, 401, 401, 401",
        "writer, 202, 403, 403, 403, 403, 403",
        "reader, 403, 200, 200, 403, 403, 403",
        "admin,  403, 403, 403, 202, 202, 404"
    })
    void aKeyDoesWhatItPermitsAndNothingElse(
            String key, int post, int report, int metrics, int put, int delete, int elsewhere) throws Exception {
        String[] header = key.equals("none") ? new String[0] : new String[] {"Authorization", "Bearer mr_" + key};
        String view = "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}"
                .formatted(TestService.newUser(), TestService.anHourAgo());
        assertThat(service.post("/api/traffic/1", "application/json", view, header)
                        .statusCode())
                .isEqualTo(post);
        assertThat(service.get("/api/traffic/daily/1", header).statusCode()).isEqualTo(report);
        assertThat(service.get("/prometheus", header).statusCode()).isEqualTo(metrics);
        assertThat(service.put("/api/traffic/2", view, header).statusCode()).isEqualTo(put);
        assertThat(service.delete("/api/traffic/2", header).statusCode()).isEqualTo(delete);
        assertThat(service.get("/api/nowhere", header).statusCode()).isEqualTo(elsewhere);
        assertThat(service.get("/health").statusCode()).isEqualTo(200);
        assertThat(service.get("/openapi").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasNoKeyIsToldHowToSendOne() throws Exception {
        HttpResponse<String> answer = service.get("/api/traffic/daily/1");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"millrace\"");
        assertThat(answer.body()).contains("\"status\":401", "Authorization: Bearer KEY");
        assertThat(service.get("/api/traffic/daily/1", "Authorization", "Basic bXI6eA==")
                        .statusCode())
                .isEqualTo(401);
        assertThat(service.get("/api/traffic/daily/1?key=mr_reader").statusCode())
                .as("only beacons have it in the URL")
                .isEqualTo(401);
    }

    @Test
    void whoseKeyIsNotEnoughIsToldWhatItLacks() throws Exception {
        HttpResponse<String> answer = service.delete("/api/users/1", "Authorization", "Bearer mr_reader");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("The key reader lacks the permission admin.")
                .doesNotContain("mr_reader");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(
                        challenge -> assertThat(challenge).contains("insufficient_scope", "scope=\"admin\""));
    }

    @Test
    void aKeyIsAskedForBeforeTheBodyIsSent() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head("POST /api/traffic HTTP/1.1", "Content-Length: 5000000", "Expect: 100-continue");
            assertThat(connection.answer().status()).isEqualTo(401);
            assertThat(connection.isEnded()).isTrue();
        }
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "POST /api/traffic HTTP/1.1",
                    "Authorization: bearer mr_writer",
                    "Content-Length: 5",
                    "Expect: 100-continue");
            assertThat(connection.answer().status()).isEqualTo(100);
        }
    }

    @Test
    void aBeaconHasItsKeyInTheUrl() throws Exception {
        String view = "{\"user_id\":%s,\"page_url\":\"/\"}".formatted(TestService.newUser());
        assertThat(service.post("/api/traffic/beacon?ack=disk&key=mr_page", "text/plain", view, "Origin", SHOP)
                        .statusCode())
                .isEqualTo(202);
        assertThat(service.post("/api/traffic/beacon?key=mr_page&ack=nonsense", "text/plain", view, "Origin", SHOP)
                        .statusCode())
                .as("the other parameters stay")
                .isEqualTo(400);
        assertThat(service.post("/api/traffic/beacon?key=mr_none", "text/plain", view, "Origin", SHOP)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPageOfAnotherOriginMayNotUseTheKeyOfAPage() throws Exception {
        String view = "{\"user_id\":%s,\"page_url\":\"/\"}".formatted(TestService.newUser());
        String path = "/api/traffic/beacon?key=mr_page";
        HttpResponse<String> elsewhere = service.post(path, "text/plain", view, "Origin", "https://other.example");
        assertThat(elsewhere.statusCode()).isEqualTo(403);
        assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(elsewhere.body()).contains("may only be used by pages of its origins");
        assertThat(service.post(path, "text/plain", view).statusCode()).isEqualTo(403);
        HttpResponse<String> own = service.post(path, "text/plain", view, "Origin", SHOP);
        assertThat(own.headers().firstValue("Access-Control-Allow-Origin")).contains(SHOP);
    }

    @Test
    void aPageOfAForeignOriginIsNotRefusedWithoutAWord() throws Exception {
        HttpResponse<String> answer = service.get("/openapi", "Origin", "https://evil.example");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"field\":\"Origin\"", "MILLRACE_CORS_ORIGINS");
    }

    @Test
    void aBrowserMayAskWithoutAKeyAndReadWhyItWasRefused() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "OPTIONS /api/traffic HTTP/1.1",
                    "Origin: " + SHOP,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: authorization,content-type");
            RawHttp.Answer preflight = connection.answer();
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.headers()).containsEntry("access-control-allow-origin", SHOP);
            connection.head("POST /api/traffic HTTP/1.1", "Origin: " + SHOP, "Content-Length: 0");
            RawHttp.Answer refused = connection.answer();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers())
                    .containsEntry("access-control-allow-origin", SHOP)
                    .containsEntry("vary", "Origin");
        }
    }

    @Test
    void aQuotaIsExactAndSaysWhenToComeAgain() throws Exception {
        String[] key = {"Authorization", "Bearer mr_small"};
        double before =
                service.metricAs("mr_reader", "millrace_http_refused_requests_total{key=\"small\",reason=\"quota\"}");
        HttpResponse<String> tooLarge = service.post("/api/traffic", NDJSON, " ".repeat(2001), key);
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(tooLarge.body()).contains("the key small may send 2000 at once");
        // A body of blanks is read, and has no events.
        assertThat(service.post("/api/traffic", NDJSON, " ".repeat(976), key).statusCode())
                .as("counts as 1024, the least that a request costs")
                .isEqualTo(400);
        assertThat(service.post("/api/traffic", NDJSON, " ".repeat(10), key).statusCode())
                .as("which leaves 976 and what came meanwhile")
                .isEqualTo(429);
        HttpResponse<String> refused = service.post("/api/traffic", NDJSON, " ".repeat(1990), key);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1990 - 976 - 60, 1990 - 976);
        assertThat(refused.body()).contains("The quota of the key small is used up");
        assertThat(service.metricAs(
                        "mr_reader", "millrace_http_refused_requests_total{key=\"small\",reason=\"quota\"}"))
                .isEqualTo(before + 2);
    }

    @Test
    void aBodyOfUnknownLengthIsPaidForAfterwards() throws Exception {
        String auth = "Authorization: Bearer mr_chunks";
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "POST /api/traffic HTTP/1.1", auth, "Content-Type: " + NDJSON, "Transfer-Encoding: chunked");
            connection.send("bb8\r\n" + " ".repeat(3000) + "\r\n0\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            connection.head("POST /api/traffic HTTP/1.1", auth, "Content-Type: " + NDJSON, "Content-Length: 1");
            RawHttp.Answer refused = connection.answer();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.headers().getOrDefault("retry-after", "")))
                    .isBetween(1001 - 60, 1001);
        }
    }

    @Test
    void aWrongFileStopsTheStart() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.json"), "[{\"name\":\"a\"}]");
        assertThatThrownBy(() -> TestService.start(
                        directory.resolve("other"),
                        TestClickHouse.shared(),
                        Map.of("millrace.auth.keys-file", wrong.toString())))
                .hasNoCause()
                .hasMessage("MILLRACE_AUTH_KEYS_FILE=%s: key a: may must be a list of write, read or admin.", wrong);
    }
}
