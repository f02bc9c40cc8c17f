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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too large is answered 413, and what is exactly as large as it may be is taken. */
@Timeout(60)
class LimitsIT {
    private static final String NDJSON = "application/x-ndjson";
    private static final int BODY = 20_000;
    private static final int UNPACKED = 40_000;
    private static final int EVENT = 300;
    private static final int EVENTS = 5;
    private static final int DAYS = 3;

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        // No limit is about ClickHouse: nobody listens there.
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of(
                        "millrace.http.max-body-bytes",
                        BODY,
                        "millrace.http.max-in-flight-bytes",
                        2 * BODY,
                        "millrace.intake.max-decompressed-bytes",
                        UNPACKED,
                        "millrace.intake.max-event-bytes",
                        EVENT,
                        "millrace.intake.max-events",
                        EVENTS,
                        "millrace.intake.max-days",
                        DAYS));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {BODY - 1, BODY})
    void aBodyMayBeAsLargeAsTheLimit(int bytes) throws Exception {
        assertThat(post(padded(bytes)).statusCode()).isEqualTo(202);
        assertThat(postChunked(padded(bytes)).status()).isEqualTo(202);
    }

    @Test
    void aBodyThatIsOneByteLargerIsRefusedByItsHead() throws Exception {
        HttpResponse<String> answer = post(padded(BODY + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("The body has 20001 bytes, the limit is 20000");
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head("POST /api/traffic HTTP/1.1", "Content-Length: 9999999999999", "Expect: 100-continue");
            assertThat(connection.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsRefusedWhenItIsTooLarge() throws Exception {
        RawHttp.Answer answer = postChunked(padded(BODY + 1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    }

    @Test
    void theLimitOfWhatIsUnpackedIsExact() throws Exception {
        assertThat(postGzip(padded(UNPACKED - 1)).statusCode()).isEqualTo(202);
        assertThat(postGzip(padded(UNPACKED)).statusCode()).isEqualTo(202);
        HttpResponse<String> answer = postGzip(padded(UNPACKED + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("more than 40000 bytes once it is unpacked");
    }

    @Test
    void theLimitOfEventsIsExact() throws Exception {
        assertThat(post((event(100) + "\n").repeat(EVENTS)).statusCode()).isEqualTo(202);
        HttpResponse<String> answer = post((event(100) + "\n").repeat(EVENTS + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("more than 5 events");
    }

    @Test
    void aBodyOfManyDaysIsNotAnInsertForEachOfThem() throws Exception {
        assertThat(post(days(DAYS)).statusCode()).isEqualTo(202);
        HttpResponse<String> answer = post(days(DAYS + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("more than 3 days");
    }

    private static String days(int days) {
        return IntStream.rangeClosed(1, days)
                .mapToObj(
                        "{\"request_id\":1,\"user_id\":1,\"created_at\":\"2026-01-0%sT00:00:00Z\",\"page_url\":\"/\"}\n"
                                ::formatted)
                .collect(Collectors.joining());
    }

    @Test
    void anEventThatIsTooLongIsAnswered413WhenItIsAlone() throws Exception {
        assertThat(one(event(EVENT - 1)).statusCode()).isEqualTo(202);
        assertThat(one(event(EVENT)).statusCode()).isEqualTo(202);
        HttpResponse<String> answer = one(event(EVENT + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("is 301 bytes long, the limit is 300", "\"field\":\"event\"");
        assertThat(service.put("/api/traffic/1", event(EVENT + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void anEventThatIsTooLongIsRejectedAmongOthersAndCostsThemNothing() throws Exception {
        HttpResponse<String> answer = post(event(100) + "\n" + event(EVENT + 1) + "\n" + event(EVENT));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"accepted\":2", "\"index\":1", "is 301 bytes long");
        assertThat(post(event(EVENT + 1)).statusCode()).as("a batch of one").isEqualTo(422);
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return service.post("/api/traffic", NDJSON, body);
    }

    private static HttpResponse<String> one(String event) throws IOException, InterruptedException {
        return service.post("/api/traffic/1", "application/json", event);
    }

    private static HttpResponse<String> postGzip(String body) throws IOException, InterruptedException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body.getBytes(StandardCharsets.US_ASCII));
        }
        return service.post("/api/traffic", NDJSON, packed.toByteArray(), "Content-Encoding", "gzip");
    }

    private static RawHttp.Answer postChunked(String body) throws IOException {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head("POST /api/traffic HTTP/1.1", "Content-Type: " + NDJSON, "Transfer-Encoding: chunked");
            connection.send(String.format(Locale.ROOT, "%x\r\n%s\r\n0\r\n\r\n", body.length(), body));
            return connection.answer();
        }
    }

    /** One event and blank lines up to that length. */
    private static String padded(int bytes) {
        String event = event(100);
        return event + "\n".repeat(bytes - event.length());
    }

    /** One page view whose text has that length. */
    private static String event(int bytes) {
        String start = "{\"request_id\":1,\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/"
                .formatted(TestService.anHourAgo().toString().replaceFirst("\\.\\d+Z", "Z"));
        return start + "x".repeat(bytes - start.length() - 2) + "\"}";
    }
}
