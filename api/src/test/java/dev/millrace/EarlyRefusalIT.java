package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With ClickHouse gone and the buffer full, senders are told so before they have sent anything but a head. */
@Timeout(60)
class EarlyRefusalIT {
    private static final int MAX_BODY_BYTES = 4_000_000;

    private static final String BY_HEAD = "millrace_http_refused_requests_total{key=\"\",reason=\"buffer\"}";
    private static final String EVENTS = "millrace_intake_events_total{verdict=\"refused\"}";

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void fillTheBuffer() throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("millrace.buffer.max-bytes", 65_536);
        settings.put("millrace.buffer.segment-bytes", 8192);
        settings.put("millrace.http.max-body-bytes", MAX_BODY_BYTES);
        // Nobody listens there.
        service = TestService.startAt(dataDir, URI.create("http://127.0.0.1:" + MillraceProcess.freePort()), settings);
        int status = 202;
        for (int i = 0; status == 202; i++) {
            status = service.postView(i, 1, TestService.anHourAgo(), "/" + "x".repeat(2000), "")
                    .statusCode();
        }
        assertThat(status).isEqualTo(503);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aLargeBodyIsRefusedBeforeAByteOfItWasSent() throws Exception {
        try (RawHttp connection = connect()) {
            connection.head(
                    "POST /api/traffic HTTP/1.1", "Content-Type: application/x-ndjson", "Content-Length: 3000000");
            RawHttp.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers())
                    .containsEntry("connection", "close")
                    .containsEntry("content-type", "application/problem+json");
            assertThat(Integer.parseInt(answer.headers().getOrDefault("retry-after", "0")))
                    .isBetween(1, 60);
            assertThat(answer.body()).contains("\"status\":503", "The buffer is full");
        }
    }

    @Test
    void whoSendsItsBodyAllTheSameStillGetsTheAnswer() throws Exception {
        HttpResponse<String> answer = service.post("/api/traffic", "application/x-ndjson", new byte[MAX_BODY_BYTES]);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void whoAsksBeforeItSendsIsNotToldToContinue() throws Exception {
        try (RawHttp connection = connect()) {
            connection.head(
                    "POST /api/traffic HTTP/1.1",
                    "Content-Type: application/x-ndjson",
                    "Content-Length: 300",
                    "Expect: 100-continue");
            assertThat(connection.answer().status()).isEqualTo(503);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void aSmallBodyIsThrownAwayAndTheConnectionGoesOn() throws Exception {
        try (RawHttp connection = connect()) {
            for (int i = 0; i < 3; i++) {
                connection.head(
                        "PUT /api/traffic/7 HTTP/1.1", "Content-Type: application/json", "Content-Length: 65536");
                RawHttp.Answer answer = connection.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).doesNotContainKey("connection");
                connection.send("x".repeat(65_536));
            }
            connection.head("GET /health HTTP/1.1");
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aRefusalAmongPipelinedRequestsLosesAnswers() throws Exception {
        String health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String refused =
                "PUT /api/traffic/7 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        for (String before : List.of("", health)) {
            try (RawHttp connection = connect()) {
                connection.send(before + refused + health).endOutput();
                if (!before.isEmpty()) {
                    assertThat(connection.answer().status()).isEqualTo(200);
                }
                RawHttp.Answer answer = connection.answer();
                assertThat(answer.status()).isEqualTo(503);
                if (!"close".equals(answer.headers().get("connection"))) {
                    assertThat(connection.answer().status()).isEqualTo(200);
                }
                assertThat(connection.isEnded()).isTrue();
            }
        }
    }

    @Test
    void oneByteMoreThanASmallBodyEndsTheConnection() throws Exception {
        try (RawHttp connection = connect()) {
            connection.head("PUT /api/traffic/7 HTTP/1.1", "Content-Type: application/json", "Content-Length: 65537");
            assertThat(connection.answer().headers()).containsEntry("connection", "close");
            connection.send("x".repeat(65_537));
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyOfUnknownLengthEndsTheConnection() throws Exception {
        try (RawHttp connection = connect()) {
            connection.head("POST /api/traffic HTTP/1.1", "Transfer-Encoding: chunked");
            assertThat(connection.answer().headers()).containsEntry("connection", "close");
            connection.send("3\r\nabc\r\n0\r\n\r\n");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void aRefusalTakesItsTurnBehindEarlierAnswers() throws Exception {
        try (RawHttp connection = connect()) {
            // The first one waits for a ClickHouse that is not there.
            List<String> heads = List.of("GET /api/traffic/daily/1", "DELETE /api/traffic/7", "GET /health");
            connection.send(String.join(
                    "",
                    heads.stream()
                            .map(head -> head + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .toList()));
            assertThat(connection.answer().body()).doesNotContain("buffer");
            RawHttp.Answer second = connection.answer();
            assertThat(second.body()).contains("The buffer is full");
            assertThat(second.headers()).containsEntry("connection", "close");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void whatNeedsNoRoomIsAnsweredAsEver() throws Exception {
        assertThat(service.get("/health").statusCode()).isEqualTo(200);
        assertThat(service.get("/api/traffic/1").statusCode()).isIn(200, 503);
        assertThat(service.post("/api/nowhere", "application/json", "{}").statusCode())
                .isEqualTo(404);
        assertThat(service.delete("/api/users/1").statusCode()).isEqualTo(503);
    }

    @Test
    void whatWasRefusedByItsHeadIsCountedAsRequestsAndNotAsEvents() throws Exception {
        double events = service.metric(EVENTS);
        double before = service.metric(BY_HEAD);
        service.delete("/api/traffic/1");
        assertThat(service.metric(BY_HEAD)).isGreaterThan(before);
        assertThat(service.metric(EVENTS)).isEqualTo(events);
    }

    private static RawHttp connect() throws IOException {
        return RawHttp.connect(service.url());
    }
}
