package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Secret;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers, Go and proxies write requests in ways of their own; keys are asked for. */
@Timeout(120)
class OtherClientsIT {
    private static final String SHOP = "https://shop.example";

    @TempDir
    static Path directory;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        Path keys = Files.writeString(
                directory.resolve("keys.json"), "[%s,%s,%s]".formatted(key("write"), key("read"), PUBLIC_KEY));
        service = TestService.start(
                directory.resolve("data"),
                TestClickHouse.shared(),
                Map.of("millrace.auth.keys-file", keys.toString(), "millrace.cors.origins", SHOP));
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Of pages of the shop: only such a key may be in a URL. */
    private static final String PUBLIC_KEY =
            "{\"name\":\"public\",\"sha256\":\"%s\",\"may\":[\"write\"],\"origins\":[\"%s\"]}"
                    .formatted(HexFormat.of().formatHex(Secret.hash("mr_public")), SHOP);

    private static String key(String may) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",\"may\":[\"%s\"]}"
                .formatted(may, HexFormat.of().formatHex(Secret.hash("mr_" + may)), may);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Temp%20(C)",
                "it's",
                "a!b",
                "a*b",
                "a+b",
                "a=b",
                "a&b",
                "a$b",
                "a,b",
                "a:b",
                "a@b",
                "Temp%20%28C%29",
                "50%25",
                "%2541",
                "a;b",
                "F1%2FE2%2Ftemp",
                "F1%2F..%2Ftemp",
                ".hidden",
                "a..b",
                "%5Cserver%5Ctag",
                "a%3Fb%23c",
                "Pr%C3%BCfstand%201",
                "a%2fb",
                "{sensor_id}",
                "a|b",
                "a\"b",
                "a^b`c",
                "<a>",
                "%E2%82%AC",
                "all",
                "1m"
            })
    void anIdAsBrowsersAndGoEncodeItIsForbidden(String part) throws Exception {
        String id = new String(bytes(part), StandardCharsets.UTF_8);
        store(List.of(id));
        assertFound(part, id);
    }

    @Test
    void aRandomIdIsReadAsAnother() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder id = new StringBuilder("r").append(Long.toUnsignedString(random.nextLong(), 36));
            for (int j = random.nextInt(12); j > 0; j--) {
                id.appendCodePoint(random.nextInt(4) > 0 ? random.nextInt(' ', 0x7f) : random.nextInt(0xa0, 0xd800));
            }
            ids.add(id.toString());
        }
        store(ids);
        for (String id : ids) {
            StringBuilder part = new StringBuilder();
            for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
                boolean mayStand = b > ' ' && b < 0x7f && "/%?#".indexOf(b) < 0;
                part.append(
                        mayStand && random.nextBoolean()
                                ? String.valueOf((char) b)
                                : String.format(Locale.ROOT, "%%%02x", b));
            }
            assertFound(part.toString(), id);
        }
    }

    @Test
    void aTargetWithSchemeAndHostIsForbidden() throws Exception {
        assertThat(answer("GET http://millrace:8080/api/traffic/daily/42 HTTP/1.1", "Authorization: Bearer mr_read")
                        .status())
                .isEqualTo(200);
        assertThat(answer("GET http://millrace:8080/health HTTP/1.1").status()).isEqualTo(200);
        assertThat(answer("GET HTTP://millrace HTTP/1.1").status()).isEqualTo(401);
        assertThat(answer("GET http://millrace/api/dead-letters HTTP/1.1", "Authorization: Bearer mr_read")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/traffic/../dead-letters", "/api/traffic/%2e%2e/dead-letters", "/api/sensors/a%FF/all",
                "/api/sensors/a%2/all", "/api/sensors/all?sensor_id=%C0%AF", "/api/sensors/all?sensor_id=%zz"
            })
    void aMalformedTargetIsReadAsSomethingElse(String target) throws Exception {
        RawHttp.Answer answer = answer("GET " + target + " HTTP/1.1", "Authorization: Bearer mr_read");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("The URL is malformed");
    }

    @Test
    void aBeaconOfJsonFromAnotherOriginNeverArrives() throws Exception {
        RawHttp.Answer preflight = preflight("/api/traffic/beacon", "POST", "content-type");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", SHOP)
                .containsEntry("access-control-allow-credentials", "true");
        try (RawHttp connection = RawHttp.connect(service.url())) {
            String view = "{\"user_id\":7,\"page_url\":\"/\"}";
            RawHttp.Answer answer = connection
                    .send("POST /api/traffic/beacon?key=mr_public HTTP/1.1\r\nHost: localhost\r\nOrigin: " + SHOP
                            + "\r\nContent-Type: application/json\r\nCookie: a=b\r\nContent-Length: " + view.length()
                            + "\r\n\r\n" + view)
                    .answer();
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.headers()).containsEntry("access-control-allow-origin", SHOP);
        }
    }

    @Test
    void pagesMayReadReportsWithThePersonsCookies() throws Exception {
        assertThat(preflight("/api/traffic/daily/7", "GET", "authorization").headers())
                .containsEntry("access-control-allow-origin", SHOP)
                .doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void aBrowserThatTracesOrRevalidatesFailsThePreflight() throws Exception {
        RawHttp.Answer preflight =
                preflight("/api/traffic/daily/7", "GET", "authorization,if-none-match,traceparent,tracestate");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers().get("access-control-allow-headers"))
                .containsIgnoringCase("if-none-match")
                .containsIgnoringCase("traceparent");
    }

    @Test
    void aPageCannotReadTheHeadersItNeeds() throws Exception {
        String[] needed = {"Link", "ETag", "Retry-After", "Millrace-Ack", "RateLimit"};
        for (RawHttp.Answer answer : List.of(
                answer("GET /api/traffic/daily/7 HTTP/1.1", "Authorization: Bearer mr_read", "Origin: " + SHOP),
                answer("GET /api/traffic/daily/7 HTTP/1.1", "Origin: " + SHOP))) {
            assertThat(answer.headers().get("access-control-expose-headers")).contains(needed);
        }
    }

    private static RawHttp.Answer preflight(String path, String method, String headers) throws Exception {
        return answer(
                "OPTIONS " + path + " HTTP/1.1",
                "Origin: " + SHOP,
                "Access-Control-Request-Method: " + method,
                "Access-Control-Request-Headers: " + headers);
    }

    private static RawHttp.Answer answer(String... head) throws Exception {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            return connection.head(head).answer();
        }
    }

    private static void store(List<String> ids) throws Exception {
        StringBuilder body = new StringBuilder();
        for (String id : ids) {
            body.append("{\"sensor_id\":\"")
                    .append(id.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\",\"ts\":\"2026-11-20T10:00:00Z\",\"value\":1}\n");
        }
        assertThat(service.post(
                                "/api/sensors/readings?ack=stored",
                                "application/x-ndjson",
                                body.toString(),
                                "Authorization",
                                "Bearer mr_write")
                        .statusCode())
                .isEqualTo(201);
    }

    private static void assertFound(String part, String id) throws Exception {
        RawHttp.Answer answer = answer("GET /api/sensors/" + part + "/all HTTP/1.1", "Authorization: Bearer mr_read");
        assertThat(answer.status()).as("%s: %s", part, answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"sensor_id\":\"" + id.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }

    private static byte[] bytes(String part) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '%') {
                hex.append(part, i + 1, i + 3);
                i += 2;
            } else {
                hex.append(HexFormat.of().toHexDigits((byte) part.charAt(i)));
            }
        }
        return HexFormat.of().parseHex(hex);
    }
}
