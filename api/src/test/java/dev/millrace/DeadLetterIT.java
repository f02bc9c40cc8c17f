package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Intake;
import dev.millrace.testing.JsonValue;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.traffic.table.TrafficTable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with rows that a real ClickHouse refuses. */
@Timeout(120)
class DeadLetterIT {
    private static final String LETTERS = "/api/dead-letters";

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = start(Map.of());
        clickHouse.query(
                "ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK NOT startsWith(page_url, '/poison')");
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void refusedRowsAreListedInspectedReplayedAndDiscarded() throws Exception {
        post(100, 25);
        assertThat(service.daily(user)).isEqualTo("{\"/\":75}");

        List<JsonValue> letters = pages("?limit=10");
        assertThat(letters).hasSize(25);
        assertThat(letters.stream()
                        .map(letter -> letter.get("row").get("request_id").text()))
                .as("oldest first")
                .isEqualTo(numbers(75, 100));
        JsonValue summary = get(LETTERS + "/summary");
        assertThat(summary.get("letters").number()).isEqualTo(25);
        List<JsonValue> reasons = summary.get("reasons").list();
        assertThat(reasons).hasSize(1);
        assertThat(reasons.getFirst().get("code").number()).isEqualTo(469);
        assertThat(pages("?limit=7&code=469&table=traffic&reason=no_poison")).isEqualTo(letters);
        assertThat(pages("?code=6")).isEmpty();

        String first = letters.getFirst().get("id").text();
        JsonValue letter = get(LETTERS + "/" + first);
        assertThat(letter).isEqualTo(letters.getFirst());
        assertThat(letter.get("reason").text()).contains("no_poison");
        JsonValue row = letter.get("row");
        assertThat(row.get("user_id").number()).isEqualTo(user);
        assertThat(row.get("page_url").text()).isEqualTo("/poison75");
        assertThat(Instant.parse(row.get("created_at").text())).isEqualTo(time);
        String version = row.get("version").text();

        assertThat(post(LETTERS + "/" + first + "/replay").statusCode()).isEqualTo(202);
        await(() -> refusedAgain(first));
        assertThat(pages("")).as("it is refused again").hasSize(25);

        clickHouse.query("ALTER TABLE millrace.traffic DROP CONSTRAINT no_poison");
        assertThat(post(LETTERS + "/" + first + "/replay").statusCode()).isEqualTo(202);
        await(() -> service.daily(user).equals("{\"/\":75,\"/poison75\":1}"));
        assertThat(clickHouse.query("SELECT version FROM millrace.traffic WHERE page_url = '/poison75'"))
                .isEqualTo(version);
        assertThat(post(LETTERS + "/" + first + "/replay").statusCode()).isEqualTo(404);
        assertThat(service.get(LETTERS + "/" + first).statusCode()).isEqualTo(404);

        String second = letters.get(1).get("id").text();
        assertThat(service.delete(LETTERS + "/" + second).body()).isEqualTo("{\"discarded\":1}");
        assertThat(service.delete(LETTERS + "/" + second).statusCode()).isEqualTo(404);

        JsonValue done = replay("?code=469");
        assertThat(done.get("state").text()).as(done.toString()).isEqualTo("done");
        assertThat(done.get("replayed").number()).isEqualTo(23);
        assertThat(done.get("total").number()).isEqualTo(23);
        assertThat(pages("")).isEmpty();
        assertThat(service.get(LETTERS + "/summary").body()).isEqualTo("{\"letters\":0,\"reasons\":[]}");
        await(() -> views().equals("99"));
        assertThat(replay("?all=true").get("replayed").number()).isZero();
        assertThat(views()).isEqualTo("99");
        await(() -> service.get("/api/traffic/99").body().contains("\"state\":\"stored\""));
        assertThat(service.get("/api/traffic/76").body()).contains("\"state\":\"unknown\"");
        assertThat(service.get("/prometheus").body())
                .contains("millrace_dead_letters_added_total{code=\"469\",table=\"traffic\"} 26.0")
                .contains("millrace_dead_letters_removed_total{how=\"replayed\"} 25.0")
                .contains("millrace_dead_letters_removed_total{how=\"discarded\"} 1.0")
                .contains("millrace_dead_letters_waiting 0.0");
    }

    @Test
    void aReplayThatACrashInterruptedIsRepeatedAndNothingCountsTwice() throws Exception {
        post(20, 10);
        clickHouse.query("ALTER TABLE millrace.traffic DROP CONSTRAINT no_poison");
        // What a crash leaves between the force of the rows and the removal of the letters: both.
        List<DeadLetter> letters = letters();
        sendAgain(letters);
        await(() -> views().equals("20"));
        assertThat(letters()).hasSize(10);

        service.close();
        service = start(Map.of());
        assertThat(replay("?all=true").get("replayed").number()).isEqualTo(10);
        assertThat(letters()).isEmpty();
        service.postView(1000, user, time, "/last", "?ack=stored");
        assertThat(views()).isEqualTo("21");
        assertThat(service.daily(user)).contains("\"/poison10\":1", "\"/last\":1");
    }

    @Test
    void aReplayWaitsWhileTheBufferIsHalfFullAndGoesOnByItself() throws Exception {
        post(20, 10);
        service.close();
        clickHouse.query("ALTER TABLE millrace.traffic DROP CONSTRAINT no_poison");
        service = start(Map.of("millrace.buffer.max-bytes", 65536, "millrace.buffer.segment-bytes", 8192));
        clickHouse.kill();
        for (int i = 0; i < 20; i++) {
            service.postView(100 + i, user, time, "/" + "x".repeat(2000), "");
        }
        String progress = startReplay("?all=true");
        await(() -> get(progress).get("reason").text().contains("half full"));
        assertThat(get(progress).get("replayed").number()).isZero();
        assertThat(post(LETTERS + "/replay?all=true").statusCode())
                .as("one at a time")
                .isEqualTo(409);
        assertThat(letters()).hasSize(10);
        clickHouse.startAgain();
        await(() -> get(progress).get("state").text().equals("done"));
        assertThat(get(progress).get("replayed").number()).isEqualTo(10);
        await(() -> views().equals("40"));
        assertThat(letters()).isEmpty();
    }

    @Test
    void aReplayThatTheServiceStopsLeavesItsLettersWhereTheyAre() throws Exception {
        post(20, 10);
        service.close();
        service = start(Map.of(
                "millrace.buffer.max-bytes",
                65536,
                "millrace.buffer.segment-bytes",
                8192,
                "millrace.drain.stop-timeout",
                "1s"));
        clickHouse.kill();
        for (int i = 0; i < 20; i++) {
            service.postView(100 + i, user, time, "/" + "x".repeat(2000), "");
        }
        String progress = startReplay("?all=true");
        await(() -> get(progress).get("reason").text().contains("half full"));
        service.close();
        clickHouse.startAgain();
        service = start(Map.of());
        assertThat(letters()).hasSize(10);
    }

    @Test
    void theDrainWaitsForRoomAndSaysSo() throws Exception {
        post(1, 1);
        long oneLine = Files.size(file());
        service.close();
        service = start(Map.of(
                "millrace.dead-letters.max-bytes", oneLine * 3 / 2 + 1024, "millrace.drain.max-backoff", "100ms"));
        for (int i = 1; i < 10; i++) {
            service.postView(i, user, time, "/poison", "");
        }
        await(() -> service.get("/health/readiness").body().contains("MILLRACE_DEAD_LETTERS_MAX_BYTES"));
        assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
        assertThat(service.get("/prometheus").body()).contains("millrace_dead_letters_full 1.0");
        assertThat(Files.size(file())).isLessThanOrEqualTo(oneLine * 3 / 2 + 1024);
        HttpResponse<String> taken = service.postView(100, user, time, "/behind", "");
        assertThat(taken.statusCode()).as("events are taken all the same").isEqualTo(202);

        while (!service.daily(user).contains("/behind")) {
            assertThat(service.delete(LETTERS + "?all=true").statusCode()).isEqualTo(200);
        }
        await(() -> service.get("/health/readiness").statusCode() == 200);
        assertThat(service.get("/prometheus").body()).contains("millrace_dead_letters_full 0.0");
    }

    @Test
    void aReplayedRowOfAnErasedPersonDoesNotComeBack() throws Exception {
        post(1, 1);
        List<DeadLetter> letters = letters();
        assertThat(service.delete("/api/users/" + user).statusCode()).isEqualTo(202);
        await(() -> letters().isEmpty());
        clickHouse.query("ALTER TABLE millrace.traffic DROP CONSTRAINT no_poison");
        // A replay that had read the letter before.
        sendAgain(letters);
        long other = TestService.newUser();
        service.postView(1, other, time, "/", "?ack=stored");
        assertThat(views()).isEqualTo("0");
        assertThat(service.daily(user)).isEqualTo("{}");
        assertThat(service.get("/prometheus").body())
                .contains("millrace_dead_letters_removed_total{how=\"erased\"} 1.0");
    }

    @Test
    void whoDoesNotSayWhichLettersIsRefused() throws Exception {
        post(1, 1);
        for (String query : List.of(
                "",
                "?all=false",
                "?all=true&code=469",
                "?code=x",
                "?cod=469&code=469",
                "?limit=5&code=469",
                "?from=yesterday",
                "?from=2026-01-02T00:00&to=2026-01-01T00:00")) {
            HttpResponse<String> refused = service.delete(LETTERS + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(422);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(post(LETTERS + "/replay" + query).statusCode()).as(query).isEqualTo(422);
        }
        for (String query : List.of("?limit=0", "?limit=1001", "?cursor=1", "?all=true")) {
            assertThat(service.get(LETTERS + query).statusCode()).as(query).isEqualTo(422);
        }
        assertThat(service.get(LETTERS + "?limit=1000").statusCode()).isEqualTo(200);
        for (String id : List.of(
                "x", "2026-02-30-00112233445566778899aabbccddeeff", "2026-01-31-00112233445566778899aabbccddeeff")) {
            assertThat(service.get(LETTERS + "/" + id).statusCode()).isEqualTo(404);
            assertThat(service.delete(LETTERS + "/" + id).statusCode()).isEqualTo(404);
            assertThat(post(LETTERS + "/" + id + "/replay").statusCode()).isEqualTo(404);
        }
        assertThat(service.get(LETTERS + "/replays/7").statusCode()).isEqualTo(404);
        assertThat(letters()).hasSize(1);
    }

    @Test
    void aLetterThatThisBuildCannotReadIsShownAndStays() throws Exception {
        post(2, 2);
        String line = Files.readAllLines(file()).getFirst();
        service.close();
        Files.writeString(
                file(),
                line.replaceFirst("\"row\":\"[^\"]*\"", "\"row\":\"AAAA\"") + "\n"
                        + line.replace("\"table\":\"traffic\"", "\"table\":\"gone\"")
                                .replaceFirst("\"sequence\":\\d+", "\"sequence\":1")
                        + "\n",
                StandardOpenOption.APPEND);
        clickHouse.query("ALTER TABLE millrace.traffic DROP CONSTRAINT no_poison");
        service = start(Map.of());
        List<JsonValue> letters = pages("");
        assertThat(letters).hasSize(4);
        JsonValue unreadable = letters.get(2);
        assertThat(unreadable.has("row")).isFalse();
        assertThat(unreadable.get("row_bytes").text()).isEqualTo("AAAA");
        assertThat(post(LETTERS + "/" + unreadable.get("id").text() + "/replay").statusCode())
                .isEqualTo(409);
        JsonValue done = replay("?all=true");
        assertThat(done.get("skipped").number()).isEqualTo(2);
        assertThat(done.get("replayed").number()).isEqualTo(2);
        await(() -> views().equals("2"));
        assertThat(pages("")).hasSize(2);
    }

    private TestService start(Map<String, Object> settings) throws Exception {
        TestService started = TestService.start(directory.resolve("data"), clickHouse, settings);
        started.awaitReady();
        return started;
    }

    /** Views of one user, the last ones of which are refused. */
    private void post(int views, int refused) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < views; i++) {
            body.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}\n"
                    .formatted(i, user, time, i < views - refused ? "/" : "/poison" + i));
        }
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", body.toString())
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> post(String path) throws Exception {
        return service.post(path, "application/json", "");
    }

    private void sendAgain(List<DeadLetter> letters) {
        FrameWriter rows = new FrameWriter(TrafficTable.VIEWS.id(), 0);
        letters.forEach(letter -> rows.row(letter.day(), letter.row()));
        service.bean(Intake.class)
                .acceptAgain(rows, letters.size(), AckLevel.STORED)
                .toCompletableFuture()
                .join();
    }

    private List<DeadLetter> letters() throws IOException {
        List<DeadLetter> letters = new ArrayList<>();
        service.bean(DeadLetters.class).visit(letters::add);
        return letters;
    }

    private boolean refusedAgain(String id) throws Exception {
        return letters().size() == 25 && letters().getLast().id().toString().equals(id);
    }

    private String views() throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user);
    }

    private Path file() throws IOException {
        try (var files = Files.list(directory.resolve("data/dead-letters"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private JsonValue get(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonValue.parse(answer.body());
    }

    private List<JsonValue> pages(String query) throws Exception {
        List<JsonValue> letters = new ArrayList<>();
        JsonValue page = get(LETTERS + query);
        assertThat(page.has("dead_letters")).as(page.text()).isTrue();
        letters.addAll(page.get("dead_letters").list());
        while (page.has("next")) {
            page = get(LETTERS + query + (query.isEmpty() ? "?" : "&") + "cursor="
                    + page.get("next").text());
            assertThat(page.has("dead_letters")).as(page.text()).isTrue();
            letters.addAll(page.get("dead_letters").list());
        }
        return letters;
    }

    private String startReplay(String query) throws Exception {
        HttpResponse<String> answer = post(LETTERS + "/replay" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private JsonValue replay(String query) throws Exception {
        String progress = startReplay(query);
        await(() -> !get(progress).get("state").text().equals("running"));
        return get(progress);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private interface Condition {
        boolean isMet() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        while (!condition.isMet()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
