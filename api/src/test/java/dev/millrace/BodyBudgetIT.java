package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies have a bound in memory, over all connections. */
@Timeout(60)
class BodyBudgetIT {
    private static final String EVENT =
            "{\"request_id\":1,\"user_id\":1,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"/\"}\n";

    @TempDir
    Path dataDir;

    private TestService service;

    @BeforeEach
    void startService() {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of("millrace.http.max-body-bytes", 100_000, "millrace.http.max-in-flight-bytes", 100_000));
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    void aBodyThatWouldNotFitIsRefusedUnreadUntilTheOthersAreDone() throws Exception {
        try (Socket _ = startRequest("Content-Length: 99000")) {
            HttpResponse<String> refused = postUntil(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
        postUntil(202);
    }

    @Test
    void whatAnsweredRequestsTookIsGivenBack() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(service.post("/api/traffic", "application/x-ndjson", EVENT.repeat(200))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(service.post("/api/nowhere", "application/x-ndjson", EVENT.repeat(200))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aBodyWithoutALengthCountsAsTheLargest() throws Exception {
        try (Socket _ = startRequest("Transfer-Encoding: chunked")) {
            postUntil(503);
        }
        postUntil(202);
    }

    private HttpResponse<String> postUntil(int status) throws Exception {
        while (true) {
            HttpResponse<String> answer = service.post("/api/traffic", "application/x-ndjson", EVENT.repeat(20));
            if (answer.statusCode() == status) {
                return answer;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Sends the head of a request, waits to be told to continue, so that the body is counted, and sends nothing of it. */
    private Socket startRequest(String lengthHeader) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.url().getPort());
        List<String> head = List.of(
                "POST /api/traffic HTTP/1.1",
                "Host: x",
                "Content-Type: application/x-ndjson",
                "Expect: 100-continue",
                lengthHeader,
                "",
                "");
        socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.US_ASCII));
        String expected = "HTTP/1.1 100 Continue\r\n\r\n";
        byte[] answer = socket.getInputStream().readNBytes(expected.length());
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualToIgnoringCase(expected);
        return socket;
    }
}
