package dev.millrace;

import static dev.millrace.testing.KeyFile.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.JsonValue;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.LogCapture;
import dev.millrace.testing.TestClickHouse;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What administrators do, and what is not permitted, is in the audit log: by whom, from where, and about what. */
@Timeout(120)
class AuditIT {
    private static final String[] ADMIN = {"Authorization", "Bearer mr_ops"};
    private static final String RANGE = "from=2026-11-20T00:00:00Z&to=2026-11-20T02:00:00Z";

    private static final String PROXY = "127.9.9.9";

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;

    private LogCapture audit;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        KeyFile file = new KeyFile(
                directory.resolve("keys.json"),
                entry("ops", "'may':['admin']"),
                entry("shop", "'may':['write']"),
                entry("old", "'may':['write'],'expires':'2026-01-01T00:00:00Z'"));
        Map<String, Object> settings = new HashMap<>();
        settings.put("millrace.auth.keys-file", file.path().toString());
        settings.put("millrace.archive.traffic", "true");
        settings.put("millrace.trusted-proxies", PROXY);
        service = TestService.start(directory.resolve("data"), clickHouse, settings);
        service.awaitReady();
        clickHouse.query(
                "ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK NOT startsWith(page_url, '/poison')");
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    @BeforeEach
    void listen() {
        audit = LogCapture.of("audit");
    }

    @AfterEach
    void stopListening() {
        audit.close();
    }

    @Test
    void keysAreMadeRotatedAndRevokedBySomebody() throws Exception {
        String made = service.post(
                        "/api/admin/keys", "application/json", "{\"name\":\"grafana\",\"may\":[\"read\"]}", ADMIN)
                .body();
        String rotated = service.post("/api/admin/keys/grafana/rotate", "application/json", "", ADMIN)
                .body();
        assertThat(service.delete("/api/admin/keys/grafana", ADMIN).statusCode())
                .isEqualTo(204);
        assertThat(service.delete("/api/admin/keys/grafana", ADMIN).statusCode())
                .as("is no change")
                .isEqualTo(404);
        assertThat(acts())
                .containsExactly(
                        line("key_made", "key", "grafana"),
                        line("key_rotated", "key", "grafana"),
                        line("key_revoked", "key", "grafana"));
        assertThat(audit.messages()).containsExactly("A key was made", "A key was rotated", "A key was revoked");
        assertThat(audit.fields().toString() + audit.messages())
                .doesNotContain(
                        JsonValue.parse(made).get("key").text(),
                        JsonValue.parse(rotated).get("key").text());
    }

    @Test
    void rebuildsOfRollupsHaveAnAuthor() throws Exception {
        assertThat(post("/api/rollups/traffic/rebuild?" + RANGE)).isEqualTo(202);
        assertThat(post("/api/rollups/nothing/rebuild?" + RANGE)).isEqualTo(404);
        assertThat(acts()).hasSize(1);
        assertThat(audit.fields().getFirst())
                .containsEntry("action", "rollup_rebuild")
                .containsEntry("by", "ops")
                .containsEntry("rollup", "traffic")
                .containsEntry("from", "2026-11-20T00:00:00Z");
    }

    @Test
    void replaysOfTheArchiveHaveAnAuthor() throws Exception {
        HttpResponse<String> begun =
                service.post("/api/replays?dry_run=true&kind=traffic&" + RANGE, "application/json", "", ADMIN);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String id = Long.toString(JsonValue.parse(begun.body()).get("id").number());
        assertThat(service.delete("/api/replays/" + id, ADMIN).statusCode()).isEqualTo(200);
        assertThat(service.delete("/api/replays/99", ADMIN).statusCode()).isEqualTo(404);
        assertThat(acts()).hasSize(2);
        assertThat(audit.ofAction("archive_replay").getFirst())
                .containsEntry("by", "ops")
                .containsEntry("kind", "traffic")
                .containsEntry("dry_run", "true")
                .containsEntry("id", id);
        assertThat(audit.ofAction("archive_replay_stop")).containsExactly(line("archive_replay_stop", "id", id));
    }

    @Test
    void deadLettersAreReplayedAndDiscardedBySomebody() throws Exception {
        Instant time = TestService.anHourAgo();
        for (int id = 1; id <= 3; id++) {
            assertThat(service.post(
                                    "/api/traffic?ack=stored",
                                    "application/x-ndjson",
                                    "{\"request_id\":%s,\"user_id\":9,\"created_at\":\"%s\",\"page_url\":\"/poison\"}\n"
                                            .formatted(id, time),
                                    "Authorization",
                                    "Bearer mr_shop")
                            .statusCode())
                    .isLessThan(300);
        }
        Await.isTrue(() -> letters().size() == 3);
        String first = letters().getFirst().get("id").text();
        String second = letters().get(1).get("id").text();
        assertThat(service.delete("/api/dead-letters/" + first, ADMIN).statusCode())
                .isEqualTo(200);
        assertThat(post("/api/dead-letters/" + second + "/replay")).isEqualTo(202);
        assertThat(post("/api/dead-letters/replay?all=true")).isEqualTo(202);
        assertThat(service.delete("/api/dead-letters?all=true", ADMIN).statusCode())
                .isEqualTo(200);
        assertThat(audit.ofAction("dead_letter_replay")).containsExactly(line("dead_letter_replay", "id", second));
        assertThat(audit.ofAction("dead_letters_replay")).hasSize(1);
        assertThat(audit.ofAction("dead_letters_discard")).hasSize(2);
        assertThat(audit.ofAction("dead_letters_discard").getFirst())
                .isEqualTo(line("dead_letters_discard", "count", "1"));
        assertThat(acts()).hasSize(4);
    }

    @Test
    void deletionsOfReadingsHaveAnAuthor() throws Exception {
        assertThat(service.delete("/api/sensors/F1%0Aby=x/readings?" + RANGE, ADMIN)
                        .statusCode())
                .isIn(200, 202, 422);
        assertThat(service.delete("/api/sensors/F1/readings?" + RANGE, ADMIN).statusCode())
                .isIn(200, 202);
        assertThat(audit.ofAction("readings_delete").getLast())
                .containsEntry("by", "ops")
                .containsEntry("sensor", "F1")
                .containsEntry("from", "2026-11-20T00:00:00Z")
                .containsEntry("to", "2026-11-20T02:00:00Z");
    }

    @Test
    void anErasureHasAnAuthorAndDoesNotNameThePerson() throws Exception {
        HttpResponse<String> taken = service.delete("/api/users/4012345678", ADMIN);
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(acts())
                .containsExactly(line(
                        "erasure", "id", JsonValue.parse(taken.body()).get("id").text()));
        assertThat(audit.fields().toString() + audit.messages()).doesNotContain("4012345678");
    }

    @Test
    void whatIsNotPermittedIsLoggedOnceAMinuteWithoutTheSecret() throws Exception {
        // An address that no other test has, as equal lines are left out for a minute.
        InetAddress address = InetAddress.getByAddress(
                new byte[] {127, 7, (byte) ThreadLocalRandom.current().nextInt(), 7});
        try (HttpClient client = HttpClient.newBuilder().localAddress(address).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(status(client, "GET", "/api/traffic/daily/4012345678", "mr_guessed" + i))
                        .isEqualTo(401);
                assertThat(status(client, "GET", "/api/traffic/daily/4012345678", "mr_shop"))
                        .isEqualTo(403);
            }
            assertThat(status(client, "POST", "/api/traffic?key=mr_inurl", "")).isEqualTo(401);
            assertThat(status(client, "GET", "/mr_in/mr_path", "mr_shop")).isEqualTo(403);
            assertThat(status(client, "POST", "/api/traffic", "mr_old")).isEqualTo(401);
        }
        String from = address.getHostAddress();
        assertThat(acts())
                .containsExactly(
                        refused(401, "wrong_key", "GET /api/traffic", "", from),
                        refused(403, "not_permitted", "GET /api/traffic", "shop", from),
                        refused(401, "expired_key", "POST /api/traffic", "old", from));
        assertThat(audit.fields().toString() + audit.messages())
                .doesNotContain("mr_guessed", "mr_shop", "mr_inurl", "mr_in", "mr_old", "4012345678");
    }

    @Test
    void anAddressThatAClientNamesIsBelievedOfATrustedProxyAlone() throws Exception {
        eraseFrom("127.0.0.1");
        assertThat(audit.ofAction("erasure").getLast()).containsEntry("address", "127.0.0.1");
        eraseFrom(PROXY);
        assertThat(audit.ofAction("erasure").getLast()).containsEntry("address", "203.0.113.7");
    }

    /** Entries without those that say what was left out: another class of this process may have caused them. */
    private List<Map<String, String>> acts() {
        return audit.fields().stream()
                .filter(fields -> fields.containsKey("action"))
                .toList();
    }

    private static void eraseFrom(String address) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(service.url().resolve("/api/users/8"))
                    .header("Authorization", "Bearer mr_ops")
                    .header("X-Forwarded-For", "203.0.113.7")
                    .header("Millrace-Client", "203.0.113.8")
                    .DELETE()
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(202);
        }
    }

    private static int status(HttpClient client, String method, String path, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}"));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static Map<String, String> refused(int status, String reason, String route, String key, String from) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "action",
                "refused",
                "status",
                Integer.toString(status),
                "reason",
                reason,
                "route",
                route,
                "address",
                from));
        if (!key.isEmpty()) {
            fields.put("key", key);
        }
        return fields;
    }

    private static Map<String, String> line(String action, String field, String value) {
        return Map.of("action", action, "by", "ops", "address", "127.0.0.1", field, value);
    }

    private static List<JsonValue> letters() throws Exception {
        return JsonValue.parse(service.get("/api/dead-letters", ADMIN).body())
                .get("dead_letters")
                .list();
    }

    private static int post(String path) throws Exception {
        return service.post(path, "application/json", "", ADMIN).statusCode();
    }
}
