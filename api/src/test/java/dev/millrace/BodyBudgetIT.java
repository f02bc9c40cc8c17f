package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies have a bound in memory, over all connections. */
@Timeout(60)
class BodyBudgetIT {
    private static final String HELD = "millrace_http_body_bytes";
    private static final String EVENT =
            "{\"request_id\":1,\"user_id\":1,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"/\"}\n";

    @TempDir
    Path dataDir;

    private TestService service;

    @BeforeEach
    void startService() throws IOException {
        // Bodies are not about ClickHouse: nobody listens there.
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of("millrace.http.max-body-bytes", 300_000, "millrace.http.max-in-flight-bytes", 400_000));
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 300000", "Content-Length: 60000"})
    void headsOfBodiesThatNeverComeBlockNobody(String length) throws Exception {
        List<RawHttp> idle = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            idle.add(begin(length));
        }
        assertThat(service.metric(HELD)).isZero();
        assertThat(post().statusCode()).isEqualTo(202);
        close(idle);
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 100_000, 290_000})
    void bodiesThatAreNeverFinishedBlockTheOthersForSomeSecondsOnly(int sent) throws Exception {
        List<RawHttp> silent = new ArrayList<>();
        for (int i = 0; i < 400_000 / sent + 1; i++) {
            silent.add(begin("Transfer-Encoding: chunked")
                    .send("%s\r\n%s".formatted(Integer.toHexString(300_000), "x".repeat(sent))));
        }
        TimeUnit.SECONDS.sleep(3);
        HttpResponse<String> answer = post();
        for (int i = 0; i < 50 && answer.statusCode() == 503; i++) {
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            TimeUnit.MILLISECONDS.sleep(100);
            answer = post();
        }
        assertThat(answer.statusCode()).isEqualTo(202);
        close(silent);
    }

    @Test
    void noSenderTakesAllOfIt() throws Exception {
        try (RawHttp first = begin("Transfer-Encoding: chunked");
                RawHttp second = begin("Transfer-Encoding: chunked")) {
            first.send("%s\r\n%s".formatted(Integer.toHexString(200_000), "x".repeat(200_000)));
            while (service.metric(HELD) < 200_000) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            second.send("%s\r\n%s".formatted(Integer.toHexString(200_000), "x".repeat(190_000)));
            // The share is three quarters: what is more than that of the second one is refused at once.
            assertThat(second.answer().status()).isEqualTo(503);
            assertThat(post().statusCode()).isEqualTo(202);
        }
    }

    @Test
    void manySmallChunkedPostsAtOnceAreAllTaken() throws Exception {
        List<RawHttp> senders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            senders.add(begin("Transfer-Encoding: chunked"));
        }
        for (RawHttp sender : senders) {
            sender.send("%s\r\n%s\r\n0\r\n\r\n".formatted(Integer.toHexString(EVENT.length()), EVENT));
        }
        for (RawHttp sender : senders) {
            assertThat(sender.answer().status()).isEqualTo(202);
        }
        close(senders);
    }

    @Test
    void postsThatWaitForAClickHouseThatIsAwayBlockNobody() throws Exception {
        String body = EVENT.repeat(2000);
        List<RawHttp> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(RawHttp.connect(service.url())
                    .head(
                            "POST /api/traffic?ack=stored HTTP/1.1",
                            "Content-Type: application/x-ndjson",
                            "Content-Length: " + body.length())
                    .send(body));
            while (service.metric("millrace_intake_events_total{verdict=\"accepted\"}") < 2000 * (i + 1)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        assertThat(service.metric(HELD)).as("the rows are in the buffer").isZero();
        assertThat(post().statusCode()).isEqualTo(202);
        close(waiting);
    }

    @Test
    void whatAnsweredRequestsTookIsGivenBack() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(service.post("/api/traffic", "application/x-ndjson", EVENT.repeat(2000))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(service.post("/api/nowhere", "application/x-ndjson", EVENT.repeat(2000))
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(service.metric(HELD)).isZero();
    }

    private HttpResponse<String> post() throws Exception {
        return service.post("/api/traffic", "application/x-ndjson", EVENT.repeat(20));
    }

    private RawHttp begin(String length) throws IOException {
        return RawHttp.connect(service.url())
                .head("POST /api/traffic HTTP/1.1", "Content-Type: application/x-ndjson", length);
    }

    private static void close(List<RawHttp> connections) throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
    }
}
