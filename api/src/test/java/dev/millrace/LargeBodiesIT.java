package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that take long to decode hold up nobody else, and keep their order among those of their own connection. */
@Timeout(180)
class LargeBodiesIT {
    private static final String NDJSON = "application/x-ndjson";
    private static final int AT_ONCE = 16;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Where others wait for bodies they wait for several of them, each of which takes some tenths of a second. */
    private static final Duration USUAL = Duration.ofMillis(250);

    private static final Duration LONG = Duration.ofSeconds(3);

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        // Decoding is not about ClickHouse: nobody listens there.
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of("millrace.decode.threads", 1));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void manyFieldNamesHoldUpNobodyElse() throws Exception {
        byte[] body = gzip(IntStream.range(0, 250)
                .mapToObj(event -> IntStream.range(0, 3000)
                        .mapToObj(name -> "\"k%s_%s\":1".formatted(event, name))
                        .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining("\n")));
        othersAreAnsweredWhile(body, 422);
    }

    @Test
    void largeBodiesOfEventsHoldUpNobodyElse() throws Exception {
        byte[] body = gzip(IntStream.range(0, 50_000)
                .mapToObj(id -> event(id, "/" + "x".repeat(200)))
                .collect(Collectors.joining("\n")));
        othersAreAnsweredWhile(body, 202);
    }

    @Test
    void aSmallBodyDoesNotOvertakeALargeOneOfItsConnection() throws Exception {
        String large =
                IntStream.range(0, 20_000).mapToObj(id -> event(1, "/first")).collect(Collectors.joining("\n"));
        String small = event(1, "/second");
        try (RawHttp connection = RawHttp.connect(service.url())) {
            for (String body : List.of(large, small)) {
                connection.send(
                        "POST /api/traffic HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %s\r\n\r\n%s"
                                .formatted(NDJSON, body.length(), body));
            }
            assertThat(connection.answer().body()).contains("\"accepted\":20000");
            assertThat(connection.answer().body()).contains("\"accepted\":1");
        }
    }

    @Test
    void jsonMayBeNestedUpToABound() throws Exception {
        assertThat(nested(999).statusCode()).isEqualTo(202);
        HttpResponse<String> answer = nested(1000);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("nesting depth");
    }

    /** So many arrays within the event. */
    private static HttpResponse<String> nested(int arrays) throws Exception {
        return service.post(
                "/api/traffic",
                NDJSON,
                event(1, "/").replaceFirst("}$", ",\"deep\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}"));
    }

    private static void othersAreAnsweredWhile(byte[] body, int expected) throws Exception {
        // What is done for the first time takes longer.
        assertThat(service.post("/api/traffic", NDJSON, body, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(expected);
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<List<Long>> health =
                inBackground(() -> answersUntil(isDone, () -> service.get("/health"), 200));
        CompletableFuture<List<Long>> posts = inBackground(() ->
                answersUntil(isDone, () -> service.post("/api/traffic", NDJSON, event(1, "/small")), 202));
        List<CompletableFuture<Integer>> large = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            large.add(inBackground(() -> service.post("/api/traffic", NDJSON, body, "Content-Encoding", "gzip")
                    .statusCode()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<Integer> status : large) {
            statuses.add(status.get());
        }
        isDone.set(true);
        // There may be no memory for all of them, nor room in what the disk writes next.
        assertThat(statuses).contains(expected).allMatch(status -> status == expected || status == 503);
        for (CompletableFuture<List<Long>> others : List.of(health, posts)) {
            List<Long> millis = others.get();
            Collections.sort(millis);
            System.out.printf(
                    Locale.ROOT,
                    "%s answers beside %s large bodies: p50 %s ms, p99 %s ms, most %s ms%n",
                    millis.size(),
                    AT_ONCE,
                    millis.get(millis.size() / 2),
                    millis.get(millis.size() * 99 / 100),
                    millis.getLast());
            assertThat(millis.get(millis.size() / 2)).isLessThan(USUAL.toMillis());
            assertThat(millis.getLast()).isLessThan(LONG.toMillis());
        }
    }

    private static List<Long> answersUntil(AtomicBoolean isDone, Callable<HttpResponse<String>> request, int expected)
            throws Exception {
        List<Long> millis = new ArrayList<>();
        do {
            long begun = System.nanoTime();
            assertThat(request.call().statusCode()).isEqualTo(expected);
            millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
            Thread.sleep(PAUSE.toMillis());
        } while (!isDone.get());
        return millis;
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static String event(int id, String page) {
        return "{\"request_id\":%s,\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, TestService.anHourAgo(), page);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }
}
