package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.testing.TestClickHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are too long for memory, and receivers that do not read them, take nothing from others. */
@Timeout(60)
class LongAnswersIT {
    private static final int PAGES = 24_000;
    private static final int PAGES_OF_A_BODY = 8_000;
    private static final String REST_OF_NAME = "x".repeat(1_500);
    private static final long MAX_ANSWER = 50_000_000;
    private static final String SPOOL = "millrace_report_spool_bytes";
    private static final String UNREAD = "millrace_http_unread_bytes";
    private static final String SLOW = "millrace_http_closed_connections_total{reason=\"slow_reader\"}";

    @TempDir
    static Path dataDir;

    private static TestService service;
    private static long user;
    private static String path;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of(
                        "millrace.report.max-answer-bytes",
                        MAX_ANSWER,
                        "millrace.report.max-spool-bytes",
                        2 * MAX_ANSWER,
                        "millrace.http.unread-timeout",
                        "2s"));
        user = TestService.newUser();
        path = "/api/traffic/daily/%s?date=2020-03-01".formatted(user);
        view(user, PAGES);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static void view(long viewer, int pages) throws Exception {
        for (int first = 0; first < pages; first += PAGES_OF_A_BODY) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
                for (int i = first; i < Math.min(pages, first + PAGES_OF_A_BODY); i++) {
                    gzip.write(
                            "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"2020-03-01T10:00:00Z\",\"page_url\":\"/%s/%s\"}\n"
                                    .formatted(i, viewer, i, REST_OF_NAME)
                                    .getBytes(StandardCharsets.UTF_8));
                }
            }
            assertThat(service.post(
                                    "/api/traffic?ack=stored",
                                    "application/x-ndjson",
                                    body.toByteArray(),
                                    "Content-Encoding",
                                    "gzip")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aDailyReportOfVeryManyLongPagesNeedsNoMemoryForThem() throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().length());
        try (JsonParser json = new JsonFactory().createParser(answer.body())) {
            int pages = 0;
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                assertThat(json.currentName()).endsWith(REST_OF_NAME);
                json.nextToken();
                assertThat(json.getLongValue()).isOne();
                pages++;
            }
            assertThat(pages).isEqualTo(PAGES);
        }
        String csv = service.get(path, "Accept", "text/csv").body();
        assertThat(csv.lines()).hasSize(PAGES + 1);
        awaitEmptySpool();
        try (var files = Files.list(dataDir.resolve("answers"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aLongAnswerIsNotSentToThoseWhoHaveIt() throws Exception {
        String etag = service.get(path).headers().firstValue("ETag").orElseThrow();
        assertThat(service.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        awaitEmptySpool();
    }

    @Test
    void aLongAnswerToHeadHasItsHeadersAndNoBody() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.url().resolve(path))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isGreaterThan((long) PAGES * REST_OF_NAME.length());
        awaitEmptySpool();
    }

    @Test
    void aLongAnswerIsCompressedForThoseWhoAcceptThat() throws Exception {
        String plain = service.get(path).body();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.url().resolve(path))
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(plain);
        }
        awaitEmptySpool();
    }

    @Test
    void anAnswerOverTheLimitIsRefusedWithWhatToDo() throws Exception {
        long viewer = TestService.newUser();
        view(viewer, 40_000);
        String over = "/api/traffic/daily/%s?date=2020-03-01".formatted(viewer);
        HttpResponse<String> answer = service.get(over);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("longer than 50000000 bytes", "fewer rows");
        assertThat(service.get(over + "&limit=20000").statusCode()).isEqualTo(200);
        awaitEmptySpool();
    }

    @Test
    void receiversThatDoNotReadHoldNoMemoryAndLoseTheirConnection() throws Exception {
        double before = service.metric(SLOW);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                silent.add(ask("127.0.0.2"));
            }
            // A third long answer of one sender is over its share; what was written may not be held either.
            HttpClient other = HttpClient.newBuilder()
                    .localAddress(InetAddress.getByName("127.0.0.3"))
                    .build();
            for (int i = 0; i < 20; i++) {
                assertThat(service.metric(UNREAD)).isLessThan(12 * 300_000);
                assertThat(service.postView(1, TestService.newUser(), TestService.anHourAgo(), "/", "")
                                .statusCode())
                        .isEqualTo(202);
                assertThat(other.send(
                                        HttpRequest.newBuilder(
                                                        service.url().resolve("/api/traffic/daily/1?date=2020-03-01"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            while (service.metric(SLOW) == before) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            awaitEmptySpool();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void aReceiverThatGoesAwayLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = ask("127.0.0.4")) {
                assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            }
        }
        awaitEmptySpool();
    }

    @Test
    void receiversThatGoAwayBeforeTheirAnswersBeginLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 40; i++) {
            try (Socket socket = ask("127.0.0.5")) {
                // With a reset, at another moment each time: before the report is made, or while it is.
                TimeUnit.MILLISECONDS.sleep(i % 20 * 10L);
                socket.setSoLinger(true, 0);
            }
        }
        awaitEmptySpool();
        try (Socket last = ask("127.0.0.6")) {
            assertThat(last.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("HTTP/1.1 200");
        }
        awaitEmptySpool();
        while (service.metric(UNREAD) > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Socket ask(String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(
                new InetSocketAddress(service.url().getHost(), service.url().getPort()));
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitEmptySpool() throws Exception {
        while (service.metric(SPOOL) > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
