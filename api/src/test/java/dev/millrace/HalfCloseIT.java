package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.auth.Secret;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.RawHttp.Answer;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who says that no more requests follow, as {@code nc} and some proxies do, still waits for the answers to those that were sent. So does who
 * sends on behind a request that is refused.
 */
@Timeout(120)
class HalfCloseIT {
    private static final String KEY = "Authorization: Bearer mr_all\r\n";
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final int READINGS = 30_000;

    @TempDir
    static Path directory;

    private static final String SENSOR = "half-" + TestService.newUser();

    /** By what Netty reads and writes with. */
    private static final Map<String, URI> URLS = new HashMap<>();

    private static TestService epoll;
    private static TestService nio;

    /** A process of its own, as {@link TestService} says. */
    private static MillraceProcess ioUring;

    @BeforeAll
    static void start() throws Exception {
        Path keys = Files.writeString(
                directory.resolve("keys.json"),
                "[{\"name\":\"all\",\"sha256\":\"%s\",\"may\":[\"write\",\"read\",\"admin\"]}]"
                        .formatted(HexFormat.of().formatHex(Secret.hash("mr_all"))));
        epoll = start(keys, "epoll");
        nio = start(keys, "nio");
        Map<String, String> environment = new HashMap<>(TestClickHouse.shared().environment());
        environment.put("MILLRACE_AUTH_KEYS_FILE", keys.toString());
        environment.put("MILLRACE_HTTP_TRANSPORT", "io_uring,epoll,nio");
        ioUring = MillraceProcess.start(directory.resolve("io_uring"), environment);
        for (int i = 0; i < 600 && ioUring.get("/health/readiness").statusCode() != 200; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        URLS.putAll(Map.of("epoll", epoll.url(), "nio", nio.url(), "io_uring", ioUring.url()));
        String body = IntStream.range(0, READINGS)
                .mapToObj(i ->
                        "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(SENSOR, START.plusSeconds(i), i))
                .collect(Collectors.joining("\n"));
        assertThat(epoll.post(
                                "/api/sensors/readings?ack=stored",
                                "application/x-ndjson",
                                body,
                                "Authorization",
                                "Bearer mr_all")
                        .statusCode())
                .isEqualTo(201);
    }

    private static TestService start(Path keys, String transport) throws Exception {
        TestService service = TestService.start(
                directory.resolve(transport),
                TestClickHouse.shared(),
                Map.of(
                        "millrace.auth.keys-file",
                        keys.toString(),
                        "millrace.http.transport",
                        List.of(transport, "nio")));
        service.awaitReady();
        return service;
    }

    @AfterAll
    static void stop() {
        epoll.close();
        nio.close();
        ioUring.close();
    }

    private static RawHttp connect(String transport) throws Exception {
        return RawHttp.connect(Objects.requireNonNull(URLS.get(transport)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void whoEndsItsSideGetsNoAnswer(String transport) throws Exception {
        for (String request : List.of(
                post("ack=stored", 1),
                post("ack=disk", 1),
                post("ack=memory", 1),
                // Only the framework looks at this one.
                post("ack=stored&x=y", 1),
                get("/api/traffic/daily/7", KEY),
                get("/health", KEY),
                get("/api/traffic/daily/7", ""),
                get("/api/traffic/daily/7?x=y", KEY))) {
            try (RawHttp connection = connect(transport)) {
                connection.send(request).endOutput();
                assertThatCode(() -> assertThat(connection.answer().status()).isIn(200, 201, 202, 401, 422))
                        .as(request)
                        .doesNotThrowAnyException();
                assertThat(connection.isEnded()).as(request).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void whoEndsItsSideWhileItReadsGetsAPartOfALongAnswer(String transport) throws Exception {
        String path = "/api/sensors/%s/readings?from=%s&limit=%s".formatted(SENSOR, START, READINGS);
        try (RawHttp connection = connect(transport)) {
            connection.send(get(path, KEY) + get("/health", KEY)).endOutput();
            // More than the buffers of a connection hold.
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(connection.answer().body()).endsWith("}]}").hasSizeGreaterThan(1_000_000);
            assertThat(connection.answer().status()).isEqualTo(200);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void anEndAmongPipelinedRequestsLosesAnswers(String transport) throws Exception {
        StringBuilder requests = new StringBuilder();
        List<Integer> statuses = new ArrayList<>();
        // More than are read ahead of their answers.
        for (int i = 0; i < 100; i++) {
            requests.append(post("ack=stored", i));
            requests.append(get("/api/traffic/daily/7", KEY));
            requests.append(post("ack=memory", i));
            statuses.addAll(List.of(201, 200, 202));
        }
        for (String rest : List.of("", post("ack=disk", 7).replaceFirst("}$", ""), "POST /api/traf")) {
            try (RawHttp connection = connect(transport)) {
                // Not all of it may be read before some is answered.
                Thread sender = Thread.ofVirtual().start(() -> sendAll(connection, requests + rest));
                for (int status : statuses) {
                    assertThat(connection.answer().status()).isEqualTo(status);
                }
                assertThat(connection.isEnded())
                        .as("behind the answers, of [%s]", rest)
                        .isTrue();
                sender.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio", "io_uring"})
    void aRefusalAmongPipelinedRequestsLosesAnswers(String transport) throws Exception {
        String before = post("ack=stored", 1) + get("/api/traffic/daily/7", KEY) + post("ack=memory", 2);
        String after = post("ack=stored", 3) + get("/health", KEY) + post("ack=disk", 4);
        String tooLarge = "x".repeat(9_000_000);
        Map<String, Integer> refused = Map.of(
                get("/api/traffic/daily/7", ""), 401,
                post("ack=stored", 9).replace(KEY, ""), 401,
                "POST /api/traffic HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %s\r\n\r\n%s"
                                .formatted(KEY, tooLarge.length(), tooLarge),
                        413,
                get("/api/traffic/daily/7?x=y", KEY), 422,
                get("/api/nothing", KEY), 404,
                post("ack=stored", 9).replace("/api/traffic/9", "/api/traffic/x"), 422,
                post("ack=stored", 9).replace("user_id", "user_no"), 422,
                post("ack=never", 9), 400,
                post("ack=stored", 9).replace("application/json", "image/png"), 415);
        for (Map.Entry<String, Integer> one : refused.entrySet()) {
            for (String first : List.of("", before)) {
                try (RawHttp connection = connect(transport)) {
                    String all = first + one.getKey() + after;
                    // Not all of it may be read.
                    Thread sender = Thread.ofVirtual().start(() -> sendAll(connection, all));
                    if (!first.isEmpty()) {
                        assertThat(connection.answer().status()).isEqualTo(201);
                        assertThat(connection.answer().status()).isEqualTo(200);
                        assertThat(connection.answer().status()).isEqualTo(202);
                    }
                    Answer refusal = connection.answer();
                    String what = one.getKey().lines().findFirst().orElseThrow();
                    assertThat(refusal.status()).as(what).isEqualTo(one.getValue());
                    if ("close".equals(refusal.headers().get("connection"))) {
                        assertThat(connection.isEnded()).as(what).isTrue();
                    } else {
                        assertThat(connection.answer().status()).as(what).isEqualTo(201);
                        assertThat(connection.answer().status()).as(what).isEqualTo(200);
                        assertThat(connection.answer().status()).as(what).isEqualTo(202);
                    }
                    sender.join();
                }
            }
        }
    }

    private static void sendAll(RawHttp connection, String text) {
        try {
            connection.send(text).endOutput();
        } catch (IOException e) {
            // It was closed, as its last answer says.
        }
    }

    private static String post(String query, int id) {
        String body = "{\"user_id\":7,\"created_at\":\"2026-11-19T10:00:00Z\",\"page_url\":\"/\"}";
        return "POST /api/traffic/%s?%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %s\r\n\r\n%s"
                .formatted(id, query, KEY, body.length(), body);
    }

    private static String get(String path, String key) {
        return "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, key);
    }
}
