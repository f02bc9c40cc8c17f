package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody holds a connection for ever. */
@Timeout(60)
class SlowSenderIT {
    @TempDir
    Path dataDir;

    private TestService service;

    @BeforeEach
    void start() throws Exception {
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of(
                        "millrace.intake.stored-timeout",
                        "3s",
                        "millrace.http.head-timeout",
                        "1s",
                        "millrace.http.body-timeout",
                        "1500ms",
                        "millrace.http.idle-timeout",
                        "2s"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aHeadThatDripsInIsNotWaitedFor() throws Exception {
        long begun = System.nanoTime();
        try (RawHttp connection = RawHttp.connect(service.url())) {
            drip(connection, "GET /health HTTP/1.1\r\nX: ");
            assertThat(since(begun)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
        }
        assertThat(service.metric("millrace_http_closed_connections_total{reason=\"slow_head\"}"))
                .isEqualTo(1);
    }

    @Test
    void theNextHeadMayNotDripInEither() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            long begun = System.nanoTime();
            connection.head("GET /health HTTP/1.1");
            assertThat(connection.answer().status()).isEqualTo(200);
            drip(connection, "GET /health HTTP/1.1\r\nX: ");
            assertThat(since(begun)).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
        }
    }

    @Test
    void aBodyThatDripsInIsAnswered408() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head("POST /api/traffic HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000");
            connection.send("[");
            RawHttp.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(answer.body()).contains("\"status\":408");
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(service.metric("millrace_http_closed_connections_total{reason=\"slow_body\"}"))
                .isEqualTo(1);
    }

    @Test
    void aBodyThatGoesOnBehindItsAnswerIsNotReadForEver() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head("POST /api/nowhere HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000");
            assertThat(connection.answer().status()).isEqualTo(404);
            long begun = System.nanoTime();
            drip(connection, "");
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aSenderIsNotToBlameForTheTimeThatAnAnswerTakes() throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            String event =
                    "{\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(TestService.anHourAgo());
            for (int i = 0; i < 2; i++) {
                // The second one is only read when the first is answered, after 3 s.
                connection.head(
                        "POST /api/traffic/1?ack=stored HTTP/1.1",
                        "Content-Type: application/json",
                        "Content-Length: " + event.length());
                connection.send(event);
            }
            assertThat(connection.answer().status()).isEqualTo(202);
            assertThat(connection.answer().status()).isEqualTo(202);
        }
    }

    /** To be measured from before the service can have begun to count: this thread may have to wait for its turn. */
    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Sends a beginning and then a byte now and then, until the connection ends. */
    private static void drip(RawHttp connection, String beginning) throws Exception {
        try {
            connection.send(beginning);
            while (true) {
                connection.send("x");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (SocketException ended) {
            return;
        }
    }
}
