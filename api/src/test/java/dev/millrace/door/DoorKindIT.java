package dev.millrace.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.auth.Secret;
import dev.millrace.intake.TestClock;
import dev.millrace.testing.TestClickHouse;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kind of event is added by docs/adding-an-event-type.md without a change of a stage: these test sources hold all of it. */
@Timeout(120)
class DoorKindIT {
    private static final Instant NOW = Instant.parse("2026-03-10T12:30:00Z");
    private static final String PATH = "/api/doors/openings";
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    static Path directory;

    private static TestClock clock;
    private static TestClickHouse clickHouse;
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        clock = TestClock.named("door", NOW);
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        try (InputStream migration =
                Objects.requireNonNull(DoorKindIT.class.getResourceAsStream("/door/0001_door.sql"))) {
            clickHouse.query("CREATE DATABASE IF NOT EXISTS millrace");
            for (String statement : new String(migration.readAllBytes(), StandardCharsets.UTF_8).split(";\n", -1)) {
                clickHouse.query(statement);
            }
        }
        Path keys =
                Files.writeString(directory.resolve("keys.json"), "[%s,%s]".formatted(entry("write"), entry("read")));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of(
                        "test.door",
                        true,
                        "test.clock",
                        "door",
                        "millrace.rollup.interval",
                        "100ms",
                        "millrace.auth.keys-file",
                        keys.toString()));
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    private static String entry(String permission) {
        return "{\"name\":\"%s\",\"sha256\":\"%s\",\"may\":[\"%s\"]}"
                .formatted(permission, HexFormat.of().formatHex(Secret.hash("mr_" + permission)), permission);
    }

    private static String[] key(String name) {
        return new String[] {"Authorization", "Bearer mr_" + name};
    }

    private static HttpResponse<String> post(String events) throws Exception {
        return service.post(PATH + "?ack=stored", NDJSON, events, key("write"));
    }

    private static String opening(int door, String at, int people) {
        return "{\"door\":%s,\"at\":\"%s\",\"people\":%s}\n".formatted(door, at, people);
    }

    private static String report(int door) throws Exception {
        return service.get(
                        "/api/doors/%s?from=2026-03-10T10:15:00Z&to=2026-03-10T12:45:00Z".formatted(door), key("read"))
                .body();
    }

    @Test
    void aThirdKindOfEventGoesFromPostToExactReport() throws Exception {
        assertThat(post(opening(7, "2026-03-10T10:10:00Z", 1)
                                + opening(7, "2026-03-10T10:20:00Z", 2)
                                + opening(7, "2026-03-10T11:20:00Z", 3)
                                + opening(7, "2026-03-10T12:20:00Z", 4)
                                + opening(8, "2026-03-10T11:20:00Z", 100))
                        .statusCode())
                .isEqualTo(201);
        // Sent again, corrected.
        post(opening(7, "2026-03-10T11:20:00Z", 5));
        assertThat(report(7)).isEqualTo("[{\"openings\":3,\"people\":11}]");
        clock.advance(Duration.ofHours(6));
        awaitSealed("2026-03-10 11:00:00");
        assertThat(report(7)).isEqualTo("[{\"openings\":3,\"people\":11}]");
        // Late, into a sealed hour.
        post(opening(7, "2026-03-10T11:59:59.999Z", 6));
        assertThat(report(7)).isEqualTo("[{\"openings\":4,\"people\":17}]");
        while (!clickHouse
                .query(
                        "SELECT openings, people FROM millrace.door_hour FINAL WHERE is_seal = 0 AND door = 7 AND hour = '2026-03-10 11:00:00'")
                .equals("2\t11")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(report(7)).isEqualTo("[{\"openings\":4,\"people\":17}]");
        assertThat(report(8)).isEqualTo("[{\"openings\":1,\"people\":100}]");
    }

    private static void awaitSealed(String hour) throws Exception {
        while (!clickHouse
                .query("SELECT count() FROM millrace.door_hour FINAL WHERE is_seal = 1 AND hour = '%s'".formatted(hour))
                .equals("1")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void theGateKnowsThePermissionsOfItsPaths() throws Exception {
        String opening = opening(9, "2026-03-10T10:20:00Z", 1);
        assertThat(service.post(PATH, NDJSON, opening).statusCode()).isEqualTo(401);
        assertThat(service.post(PATH, NDJSON, opening, key("read")).statusCode())
                .isEqualTo(403);
        assertThat(service.get("/api/doors/9", key("write")).statusCode()).isEqualTo(403);
        assertThat(service.delete("/api/doors/9", key("write")).statusCode()).isEqualTo(403);
    }

    @Test
    void theFrameworkTakesWhatTheDirectWayLeaves() throws Exception {
        // Of a type with a parameter that the direct way does not know.
        HttpResponse<String> answer = service.post(
                PATH + "?ack=stored",
                "application/json; charset=us-ascii",
                "[%s]".formatted(opening(10, "2026-03-10T10:20:00Z", 1)),
                key("write"));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(report(10)).isEqualTo("[{\"openings\":1,\"people\":1}]");
    }

    @Test
    void aWrongEventCostsItsNeighboursNothing() throws Exception {
        HttpResponse<String> answer = post(opening(11, "2026-03-10T10:20:00Z", 1)
                + opening(11, "yesterday", 1)
                + opening(11, "2026-03-10T10:21:00Z", 1));
        assertThat(answer.body()).contains("must be an ISO-8601 time").contains("\"accepted\":2");
        assertThat(report(11)).isEqualTo("[{\"openings\":2,\"people\":2}]");
    }
}
