package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bodies are framed by HTTP: nobody takes half of one for the whole, and two ways to say its length are none. */
@Timeout(60)
class FramingIT {
    private static final String ACCEPTED = "millrace_intake_events_total{verdict=\"accepted\"}";

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.startAt(dataDir, URI.create("http://127.0.0.1:" + MillraceProcess.freePort()), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0",
                "HTTP/0.9",
                "HTTP/1.2",
                "HTTP/3.0\r\nbroken header",
                "HTTP/2.0\r\nContent-Length: 0x5"
            })
    void anAnswerDoesNotClaimAVersionThatIsNotSpoken(String version) throws Exception {
        try (Socket socket = new Socket(service.url().getHost(), service.url().getPort())) {
            socket.getOutputStream()
                    .write("GET /health %s\r\nHost: localhost\r\n\r\n"
                            .formatted(version)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json", "HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz\r\n", "-1\r\n", "5\r\nab\r\ncd", "ffffffffffffffff\r\n", "\r\n"})
    void aGoodChunkAndThenABrokenOneAreNotAcceptedAsHalfABody(String broken) throws Exception {
        double before = service.metric(ACCEPTED);
        try (RawHttp connection = chunked()) {
            connection.send(chunk(view(1)) + broken + "\r\n0\r\n\r\n");
            RawHttp.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers())
                    .containsEntry("connection", "close")
                    .containsEntry("content-type", "application/problem+json");
            assertThat(answer.body()).contains("nothing of it is stored", "\"field\":\"body\"");
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(service.metric(ACCEPTED)).isEqualTo(before);
    }

    @Test
    void aBrokenBodyIsAnsweredBehindThoseThatCameBefore() throws Exception {
        String whole = view(1);
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "POST /api/traffic HTTP/1.1",
                    "Content-Type: application/x-ndjson",
                    "Content-Length: " + whole.length());
            connection.send(whole + "POST /api/traffic HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk(view(2)) + "broken\r\n");
            assertThat(connection.answer().status()).isEqualTo(202);
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";a=b", ";a", ";a=\"b c\"", "; a = b", ";a=b;c=d", ""})
    void aChunkExtensionIsNotTakenForTheEndOfTheBody(String extension) throws Exception {
        try (RawHttp connection = chunked()) {
            String second = view(2);
            connection.send(chunk(view(1))
                    + "%s%s\r\n%s\r\n0%s\r\n\r\n"
                            .formatted(Integer.toHexString(second.length()), extension, second, extension));
            RawHttp.Answer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body()).contains("\"accepted\":2");
            connection.head("GET /health HTTP/1.1");
            assertThat(connection.answer().status())
                    .as("the connection is not deaf")
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyWithTwoLengthsIsNotTakenByOneOfThem() throws Exception {
        double before = service.metric(ACCEPTED);
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "POST /api/traffic HTTP/1.1",
                    "Content-Type: application/x-ndjson",
                    "Content-Length: 5",
                    "Transfer-Encoding: chunked");
            connection.send(chunk(view(1)) + "0\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(service.metric(ACCEPTED)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked, xchunked", "xchunked", "gzip, chunked, identity", "chunked, chunked"})
    void anUnusualTransferEncodingIsNotReadAsSomethingElse(String encoding) throws Exception {
        double before = service.metric(ACCEPTED);
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "POST /api/traffic HTTP/1.1",
                    "Content-Type: application/x-ndjson",
                    "Transfer-Encoding: " + encoding);
            connection.send(chunk(view(1)) + "0\r\n\r\n");
            assertThat(connection.answer().status()).isBetween(400, 501);
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(service.metric(ACCEPTED)).isEqualTo(before);
    }

    private static RawHttp chunked() throws IOException {
        return RawHttp.connect(service.url())
                .head("POST /api/traffic HTTP/1.1", "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
    }

    private static String chunk(String text) {
        return "%s\r\n%s\r\n".formatted(Integer.toHexString(text.length()), text);
    }

    private static String view(int requestId) {
        return "{\"request_id\":%s,\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                .formatted(requestId, TestService.anHourAgo());
    }
}
