package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.millrace.testing.TestClickHouse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job over HTTP: page views in, the daily report out. */
class TrafficIT {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    static Path dataDir;

    private static TestService service;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of(
                        "millrace.traffic.filtered-user-agents",
                        "BadBot,crawler",
                        "millrace.cors.origins",
                        "https://shop.example"));
        service.awaitReady();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({"'', 202, disk", "?ack=memory, 202, memory", "?ack=disk, 202, disk", "?ack=stored, 201, stored"})
    void theAnswerNamesTheLevelThatWasReached(String query, int status, String level) throws Exception {
        HttpResponse<String> answer = service.postView(1, user, time, "/", query);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Millrace-Ack")).contains(level);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"filtered\":0,\"rejected\":[]}");
    }

    @Test
    void aViewIsInTheReportAsSoonAsItIsStored() throws Exception {
        service.postView(-1, user, time, "/home", "?ack=stored");
        assertThat(service.daily(user)).isEqualTo("{\"/home\":1}");
    }

    @Test
    void anUnknownUserHasAnEmptyReport() throws Exception {
        assertThat(service.daily(user)).isEqualTo("{}");
    }

    @Test
    void twoViewsInTheSameMillisecondBothCount() throws Exception {
        service.postView(1, user, time, "/home", "");
        service.postView(2, user, time, "/home", "?ack=stored");
        assertThat(service.daily(user)).isEqualTo("{\"/home\":2}");
    }

    @Test
    void aViewThatIsPostedFiveTimesCountsOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            service.postView(1, user, time, "/home", "?ack=stored");
        }
        assertThat(service.daily(user)).isEqualTo("{\"/home\":1}");
    }

    @Test
    void theSameViewWithAnotherPageReplacesIt() throws Exception {
        service.postView(1, user, time, "/old", "");
        service.postView(1, user, time, "/new", "?ack=stored");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void theReportEndsWhereItIsToldTo() throws Exception {
        Instant midnight = time.truncatedTo(ChronoUnit.DAYS);
        service.postView(1, user, midnight.minusMillis(1), "/before", "");
        service.postView(2, user, midnight.minus(Duration.ofDays(1)), "/first", "");
        service.postView(3, user, midnight.minus(Duration.ofDays(1)).minusMillis(1), "/too-early", "");
        service.postView(4, user, midnight, "/too-late", "?ack=stored");
        HttpResponse<String> report = service.get("/api/traffic/daily/%s?at=%s".formatted(user, midnight));
        assertThat(report.body()).isEqualTo("{\"/before\":1,\"/first\":1}");
    }

    @Test
    void theMostViewedPageComesFirst() throws Exception {
        service.post("/api/traffic?ack=stored", NDJSON, view(1, "/a") + view(2, "/b") + view(3, "/b"));
        assertThat(service.daily(user)).isEqualTo("{\"/b\":2,\"/a\":1}");
    }

    @Test
    void aPageMayHoldAnyCharacter() throws Exception {
        String page = "/café?q=\\\"日本\\\"&x=\\u0001\\ud83d\\ude00";
        service.post("/api/traffic?ack=stored", NDJSON, view(1, page));
        assertThat(service.daily(user)).isEqualTo("{\"/café?q=\\\"日本\\\"&x=\\u0001\\uD83D\\uDE00\":1}");
    }

    @Test
    void badEventsInABatchAreNamedAndTheOthersAreStored() throws Exception {
        String body = "[%s,{\"request_id\":2},{\"broken\":},%s]".formatted(view(1, "/a"), view(4, "/b"));
        HttpResponse<String> answer = service.post("/api/traffic?ack=stored", JSON, body);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .startsWith(
                        "{\"accepted\":2,\"filtered\":0,\"rejected\":[{\"index\":1,\"field\":\"user_id\",\"error\":\"is missing\"},"
                                + "{\"index\":2,\"field\":\"event\",\"error\":\"is not valid JSON");
        assertThat(service.daily(user)).isEqualTo("{\"/a\":1,\"/b\":1}");
    }

    @Test
    void aBatchWithoutAGoodEventIs422() throws Exception {
        HttpResponse<String> answer = service.post("/api/traffic", NDJSON, "{}\n{}\n");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).startsWith("{\"accepted\":0,\"filtered\":0,\"rejected\":[{\"index\":0");
        assertThat(answer.headers().firstValue("Millrace-Ack")).isEmpty();
    }

    @Test
    void compressedBatchesAreUnpacked() throws Exception {
        byte[] gzip = gzip(view(1, "/gzip"));
        byte[] zstd = Zstd.compress(view(2, "/zstd").getBytes(StandardCharsets.UTF_8));
        service.post("/api/traffic", NDJSON, gzip, "Content-Encoding", "gzip");
        service.post("/api/traffic?ack=stored", NDJSON, zstd, "Content-Encoding", "zstd");
        assertThat(service.daily(user)).isEqualTo("{\"/gzip\":1,\"/zstd\":1}");
    }

    @Test
    void aBeaconNeedsNeitherIdNorTime() throws Exception {
        String body = "{\"user_id\":%s,\"page_url\":\"/beacon\"}".formatted(user);
        HttpResponse<String> answer = service.post("/api/traffic/beacon?ack=stored", "text/plain;charset=UTF-8", body);
        assertThat(answer.statusCode()).isEqualTo(201);
        service.post("/api/traffic/beacon?ack=stored", "text/plain;charset=UTF-8", "[" + body + "," + body + "]");
        // What came now is not before now by the whole millisecond of the report's end.
        String inAMoment = Instant.now().plusSeconds(1).toString();
        assertThat(service.get("/api/traffic/daily/%s?at=%s".formatted(user, inAMoment))
                        .body())
                .isEqualTo("{\"/beacon\":3}");
    }

    @Test
    void anUnwantedUserAgentIsCountedAndNotStored() throws Exception {
        HttpResponse<String> answer =
                service.post("/api/traffic?ack=stored", NDJSON, view(1, "/"), "User-Agent", "Mozilla badbot/1.0");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":0,\"filtered\":1,\"rejected\":[]}");
        assertThat(service.daily(user)).isEqualTo("{}");
    }

    @Test
    void readinessAndLivenessAnswer() throws Exception {
        assertThat(service.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(service.get("/health/liveness").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(service.get("/health/readiness").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void figuresAreThereForPrometheus() throws Exception {
        service.postView(1, user, time, "/", "");
        assertThat(service.get("/prometheus").body())
                .contains("millrace_intake_events_total{verdict=\"accepted\"}")
                .contains("millrace_buffer_pending_bytes");
    }

    private String view(long requestId, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}\n"
                .formatted(requestId, user, time, page);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
