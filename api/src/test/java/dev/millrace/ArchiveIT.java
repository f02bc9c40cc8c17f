package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.ReplayCommand;
import dev.millrace.intake.TestClock;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was received is kept as it came, and can be sent through the rules again. */
@Timeout(120)
class ArchiveIT {
    private static final Pattern ID = Pattern.compile("\"id\":\"?(\\d+)");
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final long other = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        startService(Map.of("millrace.traffic.filtered-user-agents", "bot"));
    }

    private void startService(Map<String, Object> more) throws Exception {
        Map<String, Object> settings = new HashMap<>(more);
        settings.putIfAbsent("millrace.archive.traffic", "true");
        settings.put("millrace.rollup.interval", "1h");
        service = TestService.start(directory.resolve("data"), clickHouse, settings);
        service.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        assertEveryRowIsCounted();
        service.close();
        clickHouse.close();
    }

    private void assertEveryRowIsCounted() throws Exception {
        while (counter("millrace_buffer_pending_bytes") > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(counter("millrace_buffer_recovered_rows_total")
                        + counter("millrace_intake_events_total{verdict=\"accepted\"}")
                        + counter("millrace_intake_archived_events_total")
                        + counter("millrace_replay_rows_total")
                        + counter("millrace_drain_rows_total{outcome=\"made\"}"))
                .isEqualTo(counter("millrace_drain_rows_total{outcome=\"stored\"}")
                        + counter("millrace_drain_rows_total{outcome=\"left_out\"}"));
    }

    /** 0 if it is not there yet. */
    private long counter(String name) throws Exception {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                .matcher(service.get("/prometheus").body());
        return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
    }

    @Test
    void everyEventIsKeptAsItCameWithWhatBecameOfIt() throws Exception {
        String good = view(1, user, time, "/é");
        String bad = view(2, -1, time, "/");
        String broken = "{\"user_id\": " + user + ", \"created_at";
        String tooLong = "{\"page_url\":\"" + "x".repeat(70_000) + "\"}";
        service.post(
                "/api/traffic?ack=stored",
                NDJSON,
                String.join("\n", good, bad, broken, tooLong),
                "User-Agent",
                "Firefox");
        service.post("/api/traffic/3?ack=stored", "application/json", good, "User-Agent", "a Bot");
        service.put("/api/traffic/4?ack=stored", good);
        service.delete("/api/traffic/5?ack=stored");
        assertThat(archived("verdict, operation, source, subject, filled, is_cut, length(event)"))
                .containsExactly(
                        "accepted\tpost\t/api/traffic\t%s\t\t0\t%s".formatted(user, good.length() + 1),
                        "rejected\tpost\t/api/traffic\t\t\t0\t" + bad.length(),
                        "rejected\tpost\t/api/traffic\t\t\t0\t" + broken.length(),
                        "rejected\tpost\t/api/traffic\t\t\t1\t65536",
                        "filtered\tpost\t/api/traffic/{request_id}\t%s\tpath_id=3\t0\t%s"
                                .formatted(user, good.length() + 1),
                        "accepted\tput\t/api/traffic/{request_id}\t%s\tpath_id=4\t0\t%s"
                                .formatted(user, good.length() + 1),
                        "accepted\tdelete\t/api/traffic/{request_id}\t\tpath_id=5\t0\t0");
        assertThat(archived("event").getFirst()).isEqualTo(good);
        assertThat(archived("sender")).startsWith("Firefox").contains("a Bot");
        assertThat(archived("reason"))
                .contains("user_id must be a whole number from 0 to 4294967295", "User-Agent")
                .contains("event is 70015 bytes long, the limit is 65536");
        assertThat(archived("toUnixTimestamp64Milli(happened_at)").getFirst())
                .isEqualTo(Long.toString(time.toEpochMilli()));
        assertThat(service.get("/prometheus").body()).contains("millrace_intake_archived_events_total 7.0");
    }

    @Test
    void aRequestOfWhichNothingIsAcceptedIsAnsweredAsBeforeAndKept() throws Exception {
        assertThat(service.postView(1, -1, time, "/", "?ack=stored").statusCode())
                .isEqualTo(422);
        HttpResponse<String> filtered = service.post(
                "/api/traffic?ack=stored", "application/json", view(1, user, time, "/"), "User-Agent", "bot");
        assertThat(filtered.statusCode()).isEqualTo(200);
        assertThat(filtered.body()).isEqualTo("{\"accepted\":0,\"filtered\":1,\"rejected\":[]}");
        assertThat(service.post("/api/traffic?ack=stored", "application/json", "[]")
                        .statusCode())
                .isEqualTo(400);
        assertThat(archived("verdict")).containsExactly("rejected", "filtered");
    }

    @Test
    void nothingIsKeptUnlessItIsAskedFor() throws Exception {
        service.close();
        startService(Map.of("millrace.archive.traffic", "false", "millrace.archive.keep", "2h"));
        service.postView(1, user, time, "/", "?ack=stored");
        assertThat(archived("verdict")).isEmpty();
        assertThat(clickHouse.query("SELECT engine_full FROM system.tables WHERE name = 'archive'"))
                .contains("TTL toDateTime(received_at) + toIntervalSecond(7200)");
    }

    @Test
    void whatIsLostComesBackAndTwiceIsTheSameAsOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ArchiveIT: seed " + seed);
        Random random = new Random(seed);
        service.close();
        // Small pieces, and a chunk ends behind every frame: settlement finds in ClickHouse what it would find beside
        // itself.
        startService(Map.of(
                "millrace.drain.max-rows", "1",
                "millrace.buffer.max-pending-bytes", random.nextBoolean() ? "4KB" : "16MB",
                "millrace.intake.max-decompressed-bytes", "4KB"));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 40; i++) {
                change(random, i % 10 == 9 ? "stored" : "memory");
            }
            service.post("/api/traffic?ack=stored", NDJSON, view(1, -1, time, "/"));
            String before = views();
            assertThat(before).as("seed %s", seed).isNotEmpty();
            for (List<String> lost : List.of(
                    List.<String>of(),
                    List.of("traffic"),
                    List.of("traffic", "traffic_edit"),
                    List.of("traffic_edit"),
                    List.<String>of())) {
                for (String table : lost) {
                    clickHouse.query("TRUNCATE TABLE millrace." + table);
                }
                String done = replay("");
                assertThat(views()).as("seed %s, lost %s, %s", seed, lost, done).isEqualTo(before);
                assertThat(done).contains("\"state\":\"done\"", "\"changes\":{}");
            }
        }
        assertThat(archived("version")).doesNotHaveDuplicates().hasSize(82);
    }

    private void change(Random random, String ack) throws Exception {
        long id = random.nextInt(6);
        long who = random.nextBoolean() ? user : other;
        Instant when = time.plusSeconds(random.nextInt(3));
        String page = "/" + random.nextInt(3);
        String query = "?ack=" + ack;
        switch (random.nextInt(8)) {
            case 0 -> service.delete("/api/traffic/%s%s".formatted(id, query));
            case 1, 2 -> service.put("/api/traffic/%s%s".formatted(id, query), view(id, who, when, page));
            case 3 ->
                service.post(
                        "/api/traffic/beacon" + query,
                        "text/plain",
                        "{\"user_id\":%s,\"page_url\":\"%s\"}".formatted(who, page));
            case 4 -> service.postView(id, -1, when, page, query);
            default -> service.postView(id, who, when, page, query);
        }
    }

    @Test
    void replayedEventsMeetTheRulesOfNow() throws Exception {
        service.post("/api/traffic/1?ack=stored", "application/json", view(1, user, time, "/bot"), "User-Agent", "bot");
        service.post(
                "/api/traffic/2?ack=stored",
                "application/json",
                view(2, user, time, "/good"),
                "User-Agent",
                "a Good one");
        Instant future = Instant.now().plus(1, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.MILLIS);
        assertThat(service.postView(3, user, future, "/future", "?ack=stored").statusCode())
                .isEqualTo(422);
        service.postView(4, user, time.minus(4, ChronoUnit.DAYS), "/old", "?ack=stored");
        service.close();
        startService(Map.of(
                "millrace.intake.future-skew", "10m",
                "millrace.traffic.raw-retention", "3d",
                "millrace.traffic.filtered-user-agents", "good"));
        String before = views();

        String dry = replay("&dry_run=true");
        assertThat(dry)
                .contains("\"dry_run\":true", "\"total\":4,\"read\":4,\"accepted\":2,\"filtered\":1,\"rejected\":1")
                .contains("\"created_at is older than page views are kept\":1", "\"User-Agent\":1")
                .contains("\"accepted_to_filtered\":1", "\"accepted_to_rejected\":1")
                .contains("\"filtered_to_accepted\":1", "\"rejected_to_accepted\":1");
        assertThat(views()).isEqualTo(before);

        assertThat(replay("&verdict=rejected")).contains("\"total\":1,\"read\":1,\"accepted\":1");
        String after = views();
        assertThat(after).contains("/future").doesNotContain("/bot");
        replay("");
        assertThat(views()).contains("/future", "/bot", "/good");
        assertThat(archived("verdict"))
                .as("replayed events are not archived again")
                .hasSize(4);
    }

    @Test
    void theFutureIsThatOfTheTimeAtWhichAnEventCame() throws Exception {
        service.close();
        TestClock clock = TestClock.named("archive", Instant.now().truncatedTo(ChronoUnit.MILLIS));
        startService(Map.of("test.clock", "archive"));
        Instant future = clock.instant().plusSeconds(7);
        assertThat(service.postView(1, user, future, "/", "?ack=stored").statusCode())
                .isEqualTo(422);
        clock.advance(Duration.ofSeconds(4));
        assertThat(replay("")).contains("\"rejected\":1", "\"changes\":{}");
    }

    @Test
    void anErasedPersonIsErasedFromTheArchiveAndNoReplayBringsAnythingBack() throws Exception {
        service.postView(1, user, time, "/", "?ack=stored");
        service.postView(2, other, time, "/", "?ack=stored");
        service.put("/api/traffic/3?ack=stored", view(3, user, time, "/"));
        service.post("/api/traffic?ack=stored", NDJSON, """
                {"user_id": %1$s, "created_at": "no time"}
                {"user_id" : "%1$s", "page_url": "/"}
                {"user_id": %1$s, broken
                {"user_id": %2$s, "user_id": %1$s}
                {"user_id": %1$s1}
                {"user_id": %2$s, broken
                """.formatted(user, other));
        service.delete("/api/traffic/5?ack=stored");
        service.postView(6, user, time, "/", "?ack=memory");

        HttpResponse<String> taken = service.delete("/api/users/" + user);
        await("/api/erasures/" + id(taken.body()));
        List<String> left = archived("operation, event");
        assertThat(left).hasSize(4).noneMatch(text -> text.contains("\"user_id\": %s,".formatted(user)));
        assertThat(left).anyMatch(text -> text.contains("%s1".formatted(user)));

        service.postView(1, user, time, "/late", "?ack=stored");
        service.post(
                "/api/traffic?ack=stored", NDJSON, "{\"user_id\": %s, \"created_at\": \"%s\"".formatted(user, time));
        assertThat(archived("operation, event"))
                .as("what comes later from before")
                .hasSize(4);
        service.postView(7, user, Instant.now(), "/new", "?ack=stored");
        assertThat(archived("subject")).hasSize(5).contains(Long.toString(user));
        replay("");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
        assertThat(service.daily(other)).isEqualTo("{\"/\":1}");
    }

    @Test
    void whatWaitsInTheBufferIsErasedOnItsWayToTheArchive() throws Exception {
        clickHouse.kill();
        service.postView(1, user, time, "/", "?ack=disk");
        service.post("/api/traffic", NDJSON, "{\"user_id\": %s, broken".formatted(user));
        service.postView(2, other, time, "/", "?ack=disk");
        HttpResponse<String> taken = service.delete("/api/users/" + user);
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(buffered("\"user_id\": %s".formatted(user))).isTrue();
        clickHouse.startAgain();
        String erasure = "/api/erasures/" + id(taken.body());
        while (!service.get(erasure).body().contains("\"state\":\"done\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(archived("subject")).containsExactly(Long.toString(other));
        while (buffered("\"user_id\": %s".formatted(user))) {
            TimeUnit.MILLISECONDS.sleep(20); // a file goes soon after its last row
        }
    }

    @Test
    void whatWasArchivedBeforeAnotherNodesErasureWasKnownIsErasedToo() throws Exception {
        service.postView(1, other, time, "/", "?ack=stored");
        clickHouse.query("""
                INSERT INTO millrace.erasure (id, user_id, erased_to, version, is_done) VALUES (77, %s, now64(3) + 1, %s, 1)
                """.formatted(user, ((System.currentTimeMillis() * 1000) << 12) | 1));
        service.post("/api/traffic?ack=stored", NDJSON, "{\"user_id\": %s, broken".formatted(user));
        while (archived("event").size() > 1) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(archived("subject")).containsExactly(Long.toString(other));
    }

    private boolean buffered(String text) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/buffer"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        } catch (NoSuchFileException e) {
            return true; // a file went while they were read: look again
        }
        return false;
    }

    @Test
    void oneReplayAtATimeWaitsForWhatIsOnItsWayAndCanBeStopped() throws Exception {
        service.postView(1, user, time, "/", "?ack=stored");
        clickHouse.kill();
        service.postView(2, user, time, "/", "?ack=disk");
        String path =
                "/api/replays?from=%s&to=%s".formatted(begin, Instant.now().plusSeconds(60));
        HttpResponse<String> first = service.post(path, "application/json", "");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.body()).contains("\"state\":\"waiting\"");
        assertThat(service.post(path, "application/json", "").statusCode()).isEqualTo(409);
        String self = "/api/replays/" + id(first.body());
        service.delete(self);
        assertThat(await(self)).contains("\"state\":\"stopped\"");
        HttpResponse<String> second = service.post(path, "application/json", "");
        assertThat(second.statusCode()).isEqualTo(202);
        clickHouse.startAgain();
        assertThat(await("/api/replays/" + id(second.body()))).contains("\"state\":\"done\"", "\"read\":2,");
    }

    @Test
    void whatIsWrongWithAReplayIsNamed() throws Exception {
        String times = "/api/replays?from=2026-11-19T00:00:00Z&to=2026-11-20T00:00:00Z";
        assertThat(service.post("/api/replays?from=x&to=2026-11-20T00:00:00Z", "application/json", "")
                        .body())
                .contains("\"field\":\"from\"");
        assertThat(service.post(
                                "/api/replays?from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z",
                                "application/json",
                                "")
                        .statusCode())
                .isEqualTo(422);
        assertThat(service.post(times + "&kind=x", "application/json", "").body())
                .contains("\"field\":\"kind\"");
        assertThat(service.post(times + "&verdict=good", "application/json", "").body())
                .contains("\"field\":\"verdict\"");
        assertThat(service.get("/api/replays/99").statusCode()).isEqualTo(404);
        assertThat(service.delete("/api/replays/99").statusCode()).isEqualTo(404);
    }

    @Test
    void theCommandReplaysAndSaysWhatBecameOfEvents() throws Exception {
        service.postView(1, user, time, "/", "?ack=stored");
        clickHouse.query("TRUNCATE TABLE millrace.traffic");
        String url = service.url().toString();
        assertThat(ReplayCommand.execute(
                        List.of("--from", begin.toString(), "--to", "2100-01-01T00:00:00Z", "--dry-run", "--url", url)))
                .isZero();
        assertThat(views()).isEmpty();
        assertThat(ReplayCommand.execute(
                        List.of("--from", begin.toString(), "--to", "2100-01-01T00:00:00Z", "--url", url)))
                .isZero();
        assertThat(views()).contains("/");
        assertThat(ReplayCommand.execute(List.of("--from", "x", "--to", "y", "--url", url)))
                .isOne();
        assertThat(ReplayCommand.execute(List.of("--from", "x"))).isEqualTo(2);
    }

    @Test
    void aReplayOfManyEventsReadsThemPageByPage() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            lines.add(view(i, user, time.plusMillis(i), "/p"));
        }
        service.post("/api/traffic?ack=stored", NDJSON, String.join("\n", lines));
        clickHouse.query("INSERT INTO millrace.archive SELECT * FROM millrace.archive");
        clickHouse.query("TRUNCATE TABLE millrace.traffic");
        assertThat(replay("")).contains("\"state\":\"done\"", "\"read\":12000,\"accepted\":12000");
        assertThat(service.daily(user)).isEqualTo("{\"/p\":12000}");
        assertThat(service.get("/prometheus").body()).contains("millrace_replay_rows_total 12000.0");
    }

    private String replay(String options) throws Exception {
        HttpResponse<String> started = service.post(
                "/api/replays?from=%s&to=%s%s".formatted(begin, Instant.now().plusSeconds(60), options),
                "application/json",
                "");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return await("/api/replays/" + id(started.body()));
    }

    private String await(String path) throws Exception {
        String progress = service.get(path).body();
        while (progress.contains("\"state\":\"running\"") || progress.contains("\"state\":\"waiting\"")) {
            TimeUnit.MILLISECONDS.sleep(10);
            progress = service.get(path).body();
        }
        return progress;
    }

    private static String id(String body) {
        Matcher matcher = ID.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    private String views() throws Exception {
        return clickHouse.query(
                "SELECT request_id, user_id, created_at, page_url, version FROM millrace.traffic FINAL ORDER BY ALL");
    }

    private List<String> archived(String columns) throws Exception {
        return clickHouse
                .query("SELECT %s FROM millrace.archive FINAL ORDER BY version FORMAT TSVRaw".formatted(columns))
                .lines()
                .toList();
    }

    private static String view(long id, long user, Instant time, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, user, time, page);
    }
}
