package dev.millrace;

import static dev.millrace.testing.KeyFile.entry;
import static dev.millrace.testing.KeyFile.hash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys change while the service runs, and each permits what its entry says. */
@Timeout(120)
class LiveKeysIT {
    private static final String SHOP = "https://shop.example";
    private static final String NDJSON = "application/x-ndjson";

    /** The promise is five seconds. */
    private static final Duration IN_FORCE = Duration.ofSeconds(5);

    private static final String ADMIN = entry("admin", "'may':['admin']");
    private static final String READER = entry("reader", "'may':['read']");

    @TempDir
    static Path directory;

    private static KeyFile file;
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        file = new KeyFile(directory.resolve("keys.json"), ADMIN, READER);
        service = TestService.start(
                directory.resolve("data"),
                TestClickHouse.shared(),
                Map.of("millrace.auth.keys-file", file.path().toString()));
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aChangedFileIsInForceWithoutARestartAndABrokenOneIsRefusedAloud() throws Exception {
        file.replace(ADMIN, READER);
        Await.isEqual(IN_FORCE, 401, () -> report("second"));
        file.replace(ADMIN, READER, entry("second", "'may':['read']"));
        Await.isEqual(IN_FORCE, 200, () -> report("second"));
        file.text("[" + READER);
        Await.isTrue(IN_FORCE, () -> service.metricAs("mr_reader", "millrace_auth_keys_file_refused") == 1);
        assertThat(report("second")).as("the keys as they were").isEqualTo(200);
        assertThat(service.get("/health/readiness").body())
                .contains("\"keys\":\"MILLRACE_AUTH_KEYS_FILE=(a file): ", "it is no JSON", "stay in force")
                .doesNotContain(directory.toString());
        Files.delete(file.path());
        Await.isTrue(IN_FORCE, () -> service.get("/health/readiness").body().contains("cannot be read"));
        assertThat(report("second")).isEqualTo(200);
        file.replace(ADMIN, READER);
        Await.isEqual(IN_FORCE, 401, () -> report("second"));
        assertThat(service.metricAs("mr_reader", "millrace_auth_keys_file_refused"))
                .isZero();
        assertThat(service.get("/health/readiness").body()).doesNotContain("AUTH_KEYS_FILE");
    }

    @Test
    void whatIsUsedOfAQuotaStaysUsedWhenTheFileChanges() throws Exception {
        String limited = entry("limited", "'may':['write'],'requests_per_second':1,'burst_requests':100");
        file.replace(ADMIN, READER, limited);
        Await.isEqual(IN_FORCE, 400, () -> blanks("limited").statusCode());
        for (int i = 0; i < 60; i++) {
            assertThat(blanks("limited").statusCode()).isEqualTo(400);
        }
        file.replace(ADMIN, READER, limited, entry("mark", "'may':['read']"));
        Await.isEqual(IN_FORCE, 200, () -> report("mark"));
        assertThat(left(blanks("limited"), "requests")).isBetween(20L, 60L);
        file.replace(ADMIN, READER, entry("limited", "'may':['write'],'requests_per_second':1,'burst_requests':200"));
        Await.isTrue(IN_FORCE, () -> left(blanks("limited"), "requests") > 190);
    }

    @Test
    void aKeyIsValidFromItsBeginningToItsEnd() throws Exception {
        Instant now = Instant.now();
        file.replace(
                ADMIN,
                READER,
                entry("early", "'may':['read'],'not_before':'%s'".formatted(now.plusSeconds(3600))),
                entry("late", "'may':['read'],'expires':'%s'".formatted(now.minusSeconds(1))),
                entry("soon", "'may':['read'],'expires':'%s'".formatted(now.plusSeconds(8))),
                entry("open", "'may':['read'],'not_before':'2020-01-01T00:00:00+01:00'"));
        Await.isEqual(IN_FORCE, 200, () -> report("open"));
        assertThat(report("soon")).isEqualTo(200);
        HttpResponse<String> early = get("/api/traffic/daily/1", "early");
        assertThat(early.statusCode()).isEqualTo(401);
        assertThat(early.body()).contains("The key early is not valid yet.");
        HttpResponse<String> late = get("/api/traffic/daily/1", "late");
        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(late.body()).contains("The key late has expired.");
        Thread.sleep(
                Math.max(0, now.plusSeconds(8).toEpochMilli() - Instant.now().toEpochMilli()) + 100);
        assertThat(report("soon")).isEqualTo(401);
    }

    @Test
    void twoSecretsAreValidWhileAKeyIsRotatedAndNotLonger() throws Exception {
        String rotated = "'may':['read'],'previous_sha256':'%s','previous_expires':'%s'";
        file.replace(
                ADMIN,
                READER,
                entry("r2", rotated.formatted(hash("mr_r1"), Instant.now().plusSeconds(60))));
        Await.isEqual(IN_FORCE, 200, () -> report("r2"));
        assertThat(report("r1")).isEqualTo(200);
        file.replace(
                ADMIN,
                READER,
                entry("r2", rotated.formatted(hash("mr_r1"), Instant.now().minusSeconds(1))));
        Await.isEqual(IN_FORCE, 401, () -> report("r1"));
        assertThat(report("r2")).isEqualTo(200);
    }

    @Test
    void aKeyPostsOnlyItsKindsOfEvents() throws Exception {
        file.replace(
                ADMIN,
                READER,
                entry("views", "'may':['write'],'kinds':['traffic']"),
                entry("sensors", "'may':['write'],'kinds':['sensors']"));
        Await.isEqual(IN_FORCE, 400, () -> blanks("views").statusCode());
        HttpResponse<String> wrong = post("/api/sensors/readings", "views", " ");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).contains("The key views may not post events of the kind sensors.");
        assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("scope=\"write:sensors\"");
        assertThat(post("/api/sensors/readings", "sensors", " ").statusCode()).isEqualTo(400);
        assertThat(post("/api/traffic", "sensors", " ").statusCode()).isEqualTo(403);
        assertThat(post("/api/traffic/beacon", "sensors", " ").statusCode()).isEqualTo(403);
        assertThat(post("/api/traffic/7", "sensors", " ").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/traffic/daily/42,                         200, reports|user:42|user:*",
        "/api/traffic/daily/43,                         403, user:42",
        "/api/traffic/daily/%34%32,                     200, user:42",
        "/api/traffic/daily/042,                        403, user:42",
        "/api/traffic/pages,                            403, user:42",
        "/api/traffic/hourly?tz=Europe%2FBerlin,        200, reports",
        "/api/traffic/7,                                403, reports",
        "/api/traffic/7,                                404, everything",
        "/api/sensors/F1%2FE2/1m,                       200, sensor:F1/E2|sensor:F1/*|reports",
        "/api/sensors/F2%2FE2/1m,                       403, sensor:F1/*",
        "/api/sensors/F1%2FE2/readings,                 200, sensor:F1/*",
        "/api/sensors/F1%2FE2/readings,                 403, reports",
        "/api/sensors/1m?sensor_id=F1%2Fa&sensor_id=F1%2Fb, 200, sensor:F1/*",
        "/api/sensors/1m?sensor_id=F1%2Fa&sensor_id=b,  403, sensor:F1/*",
        "/api/sensors/1m?sensor_id=F1/a&sensor%5Fid=b,  403, sensor:F1/*",
        "/api/sensors/1m,                               403, sensor:F1/*",
        "/api/sensors/readings?sensor_id=a+b,           200, sensor:a b",
        "/api/facilities/F1/sensors,                    200, facility:F1",
        "/api/facilities/F1/1h,                         200, facility:F1|reports",
        "/api/facilities/F2/1h,                         403, facility:F1",
        "/api/facilities,                               403, facility:F1",
        "/prometheus,                                   200, metrics",
        "/prometheus,                                   403, reports"
    })
    void aKeyReadsWhatItsScopesCover(String path, int status, String scopes) throws Exception {
        for (String scope : scopes.split("\\|", -1)) {
            String name = "s" + Integer.toHexString(scope.hashCode());
            file.replace(ADMIN, READER, entry(name, "'may':['read'],'reads':['%s']".formatted(scope)));
            Await.isTrue(
                    IN_FORCE,
                    () -> get("/health", name).statusCode() == 200
                            && get(path, name).statusCode() != 401);
            HttpResponse<String> answer = get(path, name);
            assertThat(answer.statusCode()).as(scope + ": " + answer.body()).isEqualTo(status);
            if (status == 403) {
                assertThat(answer.body()).contains("The key %s lacks the scope ".formatted(name));
                assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .contains("scope=\"read:");
            }
        }
    }

    @Test
    void theScopeThatIsMissingIsNamedWhateverCharactersItHas() throws Exception {
        file.replace(ADMIN, READER, entry("narrow", "'may':['read'],'reads':['sensor:F1/*']"));
        Await.isEqual(IN_FORCE, 403, () -> report("narrow"));
        HttpResponse<String> answer = get("/api/sensors/a%22%20%C3%BC%0A/1m", "narrow");
        assertThat(answer.body()).contains("The key narrow lacks the scope sensor:a\\\" ü\\n.");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("scope=\"read:sensor:a%22%20%C3%BC%0A\"");
    }

    @Test
    void onlyAPublicKeyMayBeInAUrl() throws Exception {
        file.replace(
                ADMIN,
                READER,
                entry("page", "'may':['write'],'origins':['%s'],'kinds':['traffic']".formatted(SHOP)),
                entry("secret", "'may':['write']"));
        Await.isEqual(IN_FORCE, 400, () -> blanks("secret").statusCode());
        String view = "{\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(TestService.anHourAgo());
        assertThat(service.post("/api/traffic/9?key=mr_page", "application/json", view, "Origin", SHOP)
                        .statusCode())
                .isEqualTo(202);
        assertThat(service.post("/api/traffic?ack=disk&key=mr_page", NDJSON, " ", "Origin", SHOP)
                        .statusCode())
                .as("no events")
                .isEqualTo(400);
        assertThat(service.post("/api/sensors/readings?key=mr_page", NDJSON, " ", "Origin", SHOP)
                        .statusCode())
                .isEqualTo(403);
        for (String path : new String[] {"/api/traffic/beacon", "/api/traffic", "/api/traffic/9"}) {
            HttpResponse<String> refused = service.post(path + "?key=mr_secret", "application/json", view);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("replace this key").doesNotContain("mr_secret");
        }
        assertThat(service.get("/api/traffic/daily/1?key=mr_reader").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aNewOriginMayReadAnswersAtOnce() throws Exception {
        String other = "https://new.example";
        file.replace(ADMIN, READER, entry("page", "'may':['write'],'origins':['%s']".formatted(other)));
        Await.isTrue(
                IN_FORCE,
                () -> service.post("/api/traffic?key=mr_page", NDJSON, " ", "Origin", other)
                        .headers()
                        .firstValue("Access-Control-Allow-Origin")
                        .isPresent());
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(
                    "OPTIONS /api/traffic HTTP/1.1",
                    "Origin: " + other,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type");
            RawHttp.Answer preflight = connection.answer();
            assertThat(preflight.headers()).containsEntry("access-control-allow-origin", other);
        }
    }

    @Test
    void answersToALimitedKeySayWhatIsLeftAndOthersDoNot() throws Exception {
        file.replace(
                ADMIN,
                READER,
                entry("free", "'may':['write']"),
                entry(
                        "all",
                        "'may':['write'],'bytes_per_second':100,'burst_bytes':5000,'requests_per_second':2,'burst_requests':3,'events_per_second':10"));
        Await.isEqual(IN_FORCE, 400, () -> blanks("free").statusCode());
        assertThat(blanks("free").headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        HttpResponse<String> first = post("/api/traffic", "all", view());
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("RateLimit-Policy"))
                .contains("\"requests\";q=3;w=2;qu=\"requests\", \"bytes\";q=5000;w=50;qu=\"content-bytes\","
                        + " \"events\";q=100;w=10;qu=\"events\"");
        assertThat(left(first, "requests")).isEqualTo(2);
        assertThat(left(first, "bytes")).isBetween(3976L, 4100L);
        assertThat(left(first, "events")).isEqualTo(99);
        HttpResponse<String> wrong = post("/api/traffic?ack=nonsense", "all", view());
        assertThat(wrong.statusCode()).as("by the framework").isEqualTo(400);
        assertThat(wrong.headers().firstValue("RateLimit")).isPresent();
        HttpResponse<String> refused = wrong;
        for (int i = 0; i < 10 && refused.statusCode() != 429; i++) {
            refused = post("/api/traffic", "all", view());
        }
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("The quota of the key all is used up for now: its requests per second.");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(left(refused, "requests")).isZero();
        assertThat(service.post("/api/traffic", NDJSON, view()).headers().map())
                .as("the answer after that, whose headers many share")
                .doesNotContainKey("ratelimit");
    }

    @Test
    void eventsAreChargedWhenTheyAreCountedDirectlyAndByTheFramework() throws Exception {
        file.replace(
                ADMIN,
                READER,
                entry("direct", "'may':['write'],'events_per_second':1,'burst_events':10"),
                entry("framework", "'may':['write'],'events_per_second':1,'burst_events':10"));
        Await.isEqual(IN_FORCE, 400, () -> blanks("framework").statusCode());
        String thirty = view().repeat(30);
        for (String key : new String[] {"direct", "framework"}) {
            // An unknown parameter is ignored, and only the framework knows that.
            String path = "/api/traffic" + (key.equals("direct") ? "" : "?x=1");
            assertThat(post(path, key, thirty).statusCode()).isEqualTo(202);
            HttpResponse<String> refused = post(path, key, view());
            assertThat(refused.statusCode()).as(key).isEqualTo(429);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("Retry-After").orElseThrow()))
                    .as("21 of 30 are a debt")
                    .isBetween(10, 22);
        }
    }

    private static String view() {
        return "{\"request_id\":%s,\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                .formatted(TestService.newUser(), TestService.anHourAgo());
    }

    private static long left(HttpResponse<String> answer, String unit) {
        String header = answer.headers().firstValue("RateLimit").orElse("");
        int at = header.indexOf("\"%s\";r=".formatted(unit));
        return at < 0
                ? -1
                : Long.parseLong(header.substring(at + unit.length() + 5).replaceAll(";.*", ""));
    }

    private static HttpResponse<String> blanks(String key) throws Exception {
        return post("/api/traffic", key, " ");
    }

    private static HttpResponse<String> post(String path, String key, String body) throws Exception {
        return service.post(path, NDJSON, body, "Authorization", "Bearer mr_" + key);
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return service.get(path, "Authorization", "Bearer mr_" + key);
    }

    private static int report(String key) throws Exception {
        return get("/api/traffic/daily/1", key).statusCode();
    }
}
