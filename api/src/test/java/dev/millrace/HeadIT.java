package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Secret;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.RawHttp.Answer;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** HEAD is GET without the body: by status, by headers, and by where the next answer begins. */
@Timeout(120)
class HeadIT {
    private static final String KEY = "Authorization: Bearer mr_all";

    @TempDir
    static Path directory;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        Path keys = Files.writeString(
                directory.resolve("keys.json"),
                "[{\"name\":\"all\",\"sha256\":\"%s\",\"may\":[\"write\",\"read\",\"admin\"]}]"
                        .formatted(HexFormat.of().formatHex(Secret.hash("mr_all"))));
        service = TestService.start(
                directory.resolve("data"), TestClickHouse.shared(), Map.of("millrace.auth.keys-file", keys.toString()));
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @TestFactory
    List<DynamicTest> anAnswerToHeadHasABodyOrOtherHeaders() throws Exception {
        List<String> paths = new ArrayList<>(List.of(
                "/api/traffic/hourly?date=2026-11-19&tz=Europe/Berlin",
                "/api/traffic/pages?limit=many",
                "/api/traffic/daily/7?day=2026-11-19",
                "/api/traffic/daily/x",
                "/api/sensors/all?sensor_id=a&sensor_id=b",
                "/api/nothing/there",
                "/nothing"));
        Map<String, Map<String, Map<String, ?>>> description =
                new Yaml().load(service.get("/openapi").body());
        description.getOrDefault("paths", Map.of()).forEach((path, methods) -> {
            if (methods.containsKey("get")) {
                paths.add(path.replaceAll("\\{\\w+}", "7"));
            }
        });
        assertThat(paths).hasSizeGreaterThan(30);
        return paths.stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> isGetWithoutBody(path, KEY)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> aRefusalOfHeadHasABody() {
        return List.of("/api/traffic/daily/7", "/api/dead-letters", "/api/traffic").stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> isGetWithoutBody(path, "X-No-Key: 1")))
                .toList();
    }

    private static void isGetWithoutBody(String path, String header) throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.send(request("HEAD", path, header)
                    + request("GET", path, header)
                    + request("HEAD", path, header)
                    + request("GET", "/health", header));
            Answer head = connection.answerToHead();
            Answer get = connection.answer();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(comparable(head)).isEqualTo(comparable(get));
            assertThat(get.body()).isNotEmpty();
            assertThat(connection.answerToHead().status()).isEqualTo(get.status());
            Answer next = connection.answer();
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.body()).startsWith("{\"status\":");
        }
    }

    private static String request(String method, String path, String header) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(method, path, header);
    }

    /** Without what differs from one moment to the next. */
    private static Map<String, String> comparable(Answer answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.remove("date");
        return headers;
    }
}
