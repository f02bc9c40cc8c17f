package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drain.Rewriter;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** A person is erased from everything, and nobody else notices. */
@Timeout(120)
class ErasureIT {
    private static final Instant SEALED_HOUR = Instant.parse("2020-03-01T10:00:00Z");

    /** In every page that the person viewed. */
    private static final String MARKER = "/secret-marker";

    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final long other = TestService.newUser();
    private final Instant open = TestService.anHourAgo();
    private long nextId = 1;
    private TestClickHouse clickHouse;
    private TestService service;
    private RollupJob rollup;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        startService("1h");
        rollup.run();
    }

    private void startService(String rollupInterval) throws Exception {
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of(
                        "millrace.rollup.interval", rollupInterval,
                        "millrace.rollup.max-busy-percent", "100",
                        "millrace.report.max-wait", "1s"));
        rollup = service.bean(RollupScheduler.class).job("traffic").orElseThrow();
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void nothingIsLeftOfAPersonAndOthersAreReportedAsBefore() throws Exception {
        for (Instant hour : List.of(SEALED_HOUR, SEALED_HOUR.plus(1, ChronoUnit.HOURS), open)) {
            view(user, hour, MARKER + "/a");
            view(user, hour.plusSeconds(1), "/shared");
            view(other, hour, "/shared");
        }
        view(user, SEALED_HOUR.plus(30, ChronoUnit.DAYS), MARKER + "/alone");
        long editedId = nextId;
        view(user, SEALED_HOUR, MARKER + "/edited");
        put(editedId, user, SEALED_HOUR.plusSeconds(7), MARKER + "/put");
        long movedId = nextId;
        view(user, SEALED_HOUR, MARKER + "/moved");
        put(movedId, other, SEALED_HOUR.plusSeconds(8), "/moved");
        rollup.run();
        view(user, SEALED_HOUR.plusSeconds(9), MARKER + "/late");
        makeDeadLetters();

        String done = eraseAndWait(user);
        assertThat(done)
                .contains("\"state\":\"done\"", "\"user_id\":" + user, "\"dead_letters\":1,\"buffer_rows\":0")
                .contains("\"rollup_rows\":3,\"edits\":1");
        assertNothingIsLeftOf(user);
        assertThat(service.daily(user)).isEqualTo("{}");
        assertThat(deadLetters()).hasSize(1).allSatisfy(line -> assertThat(line).contains("no_poison"));
        assertReportsAreExact();
        assertThat(service.get("/api/traffic/daily/%s?date=2020-03-01".formatted(other))
                        .body())
                .isEqualTo("{\"/shared\":2,\"/moved\":1}");
        rollup.run();
        assertReportsAreExact();
        assertNothingIsLeftOf(user);
    }

    @Test
    void whatArrivesLaterFromBeforeDoesNotComeBackAndWhatIsNewCounts() throws Exception {
        long first = nextId;
        view(user, SEALED_HOUR, MARKER);
        rollup.run();
        eraseAndWait(user);
        TimeUnit.MILLISECONDS.sleep(2);
        Instant afterwards = Instant.now();

        service.postView(first, user, SEALED_HOUR, MARKER, "?ack=stored");
        view(user, SEALED_HOUR.plusSeconds(5), MARKER);
        view(user, open, MARKER);
        view(user, afterwards, "/new");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
        assertThat(count("traffic", "user_id = " + user)).isEqualTo("1");
        assertThat(service.bean(MeterRegistry.class)
                        .counter("millrace.drain.erased.rows")
                        .count())
                .isEqualTo(3);
        awaitNoMarkerOnDisk();

        restart();
        view(user, SEALED_HOUR.plusSeconds(6), MARKER);
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
        assertThat(count("traffic", "user_id = " + user)).isEqualTo("1");
    }

    @Test
    void othersAreReportedExactlyAtEveryMoment() throws Exception {
        String day = "2020-03-02";
        Instant midnight = Instant.parse(day + "T00:00:00Z");
        StringBuilder views = new StringBuilder();
        for (int hour = 0; hour < 24; hour++) {
            for (int i = 0; i < 20; i++) {
                Instant time = midnight.plus(hour, ChronoUnit.HOURS).plusSeconds(i);
                views.append(line(user, time, MARKER)).append(line(other, time, "/others"));
            }
        }
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", views.toString())
                        .statusCode())
                .isEqualTo(201);
        for (boolean isSealed : List.of(false, true)) {
            if (isSealed) {
                assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", views.toString())
                                .statusCode())
                        .isEqualTo(201);
                rollup.run();
                service.close();
                startService("1ms"); // so that marks are cleared as soon as they are written
            }
            String id = erase(user);
            long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            boolean isDone = false;
            while (!isDone || System.nanoTime() < until) {
                isDone = service.get("/api/erasures/" + id).body().contains("\"state\":\"done\"");
                assertThat(service.get("/api/traffic/daily/%s?date=%s".formatted(other, day))
                                .body())
                        .isEqualTo("{\"/others\":480}");
                assertThat(service.get("/api/traffic/pages?date=" + day).body())
                        .contains("{\"page_url\":\"/others\",\"views\":480,\"users\":1}");
                String hours = service.get("/api/traffic/hourly?date=" + day).body();
                assertThat(hours.split("\"hour\"", -1)).hasSize(25);
                if (isDone) {
                    assertThat(hours.split("\"views\":20,\"users\":1}", -1)).hasSize(25);
                    assertThat(service.get("/api/traffic/daily/%s?date=%s".formatted(user, day))
                                    .body())
                            .isEqualTo("{}");
                }
            }
            assertNothingIsLeftOf(user);
        }
    }

    @Test
    void anErasureThatIsKilledAgainAndAgainEndsAllTheSame() throws Exception {
        int hours = 30;
        StringBuilder views = new StringBuilder();
        for (int hour = 0; hour < hours; hour++) {
            Instant time = SEALED_HOUR.plus(hour, ChronoUnit.HOURS);
            views.append(line(user, time, MARKER)).append(line(other, time, "/others"));
        }
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", views.toString())
                        .statusCode())
                .isEqualTo(201);
        rollup.run();
        service.close();
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, String> environment = new HashMap<>(clickHouse.environment());
        environment.put("MILLRACE_ROLLUP_INTERVAL", "100ms");
        String id = "";
        int kills = 0;
        boolean isDone = false;
        while (!isDone) {
            try (MillraceProcess process = MillraceProcess.start(directory.resolve("data"), environment)) {
                while (id.isEmpty()) {
                    id = idIn(process.delete("/api/users/" + user));
                }
                long until = System.nanoTime()
                        + Duration.ofMillis(kills < 6 ? random.nextInt(1200) : 60_000)
                                .toNanos();
                while (!isDone && System.nanoTime() < until) {
                    HttpResponse<String> others = process.get(
                            "/api/traffic/daily/%s?from=2020-03-01T00:00:00Z&to=2020-03-04T00:00:00Z".formatted(other));
                    assertThat(others.body()).isEqualTo("{\"/others\":%s}".formatted(hours));
                    isDone = process.get("/api/erasures/" + id).body().contains("\"state\":\"done\"");
                }
                kills++;
            }
        }
        System.out.println("killed %s times".formatted(kills - 1));
        assertNothingIsLeftOf(user);
        startService("1h");
        assertThat(service.get("/api/erasures/" + id).body()).contains("\"raw_rows\":%s,".formatted(hours));
        assertReportsAreExact();
    }

    @Test
    void whatIsErasedIsDroppedBeforeEditsAreSettled() {
        assertThat(service.bean(ApplicationContext.class).getBeansOfType(Rewriter.class))
                .extracting(rewriter -> rewriter.getClass().getSimpleName())
                .containsSubsequence("ErasureRewriter", "EditRewriter");
    }

    @Test
    void noEditBringsBackWhatIsErased() throws Exception {
        long id = nextId;
        view(other, SEALED_HOUR, "/others");
        eraseAndWait(user);
        put(id, user, SEALED_HOUR.plusSeconds(1), MARKER);
        assertThat(service.get("/api/traffic/daily/%s?date=2020-03-01".formatted(other))
                        .body())
                .as("the view is the erased person's now")
                .isEqualTo("{}");
        service.postView(id, other, SEALED_HOUR, "/others", "?ack=stored");
        assertThat(service.get("/api/traffic/daily/%s?date=2020-03-01".formatted(other))
                        .body())
                .as("it was replaced")
                .isEqualTo("{}");
        assertNothingIsLeftOf(user);
    }

    @Test
    void whatAnErasedPersonEditedStaysEdited() throws Exception {
        long id = nextId;
        view(other, SEALED_HOUR, "/others");
        put(id, user, SEALED_HOUR.plusSeconds(1), MARKER);
        eraseAndWait(user);
        service.postView(id, other, SEALED_HOUR, "/others", "?ack=stored");
        assertThat(service.get("/api/traffic/daily/%s?date=2020-03-01".formatted(other))
                        .body())
                .isEqualTo("{}");
        assertNothingIsLeftOf(user);
    }

    @Test
    void whatWaitsInTheBufferIsErasedToo() throws Exception {
        view(user, open, MARKER);
        clickHouse.kill();
        for (int i = 0; i < 10; i++) {
            service.postView(nextId++, user, open.plusMillis(i), MARKER, "");
            service.postView(nextId++, other, open.plusMillis(i), "/", "");
        }
        String id = erase(user);
        assertThat(service.get("/api/erasures/" + id).statusCode()).isEqualTo(503);
        assertThat(bytesOfMarkerOnDisk()).isNotEmpty();
        clickHouse.startAgain();
        awaitDone(id);
        service.awaitReady();
        view(other, open.plusMillis(10), "/");
        assertThat(service.daily(other)).isEqualTo("{\"/\":11}");
        assertNothingIsLeftOf(user);
        assertReportsAreExact();
    }

    @Test
    void anErasureThatClickHouseDoesNotTakeIsKnownAndDoneWhenItDoes() throws Exception {
        view(user, open, MARKER);
        clickHouse.query("RENAME TABLE millrace.erasure TO millrace.elsewhere");
        clickHouse.query("CREATE TABLE millrace.erasure AS millrace.elsewhere");
        clickHouse.query("ALTER TABLE millrace.erasure DROP COLUMN buffer_rows");
        clickHouse.query("ALTER TABLE millrace.erasure ADD COLUMN buffer_rows UInt64 ALIAS 0");
        String id = erase(user);
        assertThat(service.get("/api/erasures/" + id).body())
                .contains("\"state\":\"running\"", "\"id\":\"" + id, "\"user_id\":" + user);
        clickHouse.query("DROP TABLE millrace.erasure");
        clickHouse.query("RENAME TABLE millrace.elsewhere TO millrace.erasure");
        awaitDone(id);
        assertNothingIsLeftOf(user);
    }

    @Test
    void aViewThatAnotherNodeStoredMeanwhileIsErasedToo() throws Exception {
        view(user, SEALED_HOUR, MARKER);
        rollup.run();
        String otherNodesErasure = """
                INSERT INTO millrace.erasure (id, user_id, erased_to, version, is_done) VALUES (77, %s, now64(3), %s, 1)
                """.formatted(user, ((System.currentTimeMillis() * 1000) << 12) | 1);
        clickHouse.query(otherNodesErasure);
        view(user, SEALED_HOUR.plusSeconds(1), MARKER);
        while (!service.get("/api/erasures/77").body().contains("\"state\":\"done\"")
                || !count("traffic", "user_id = " + user).equals("0")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertNothingIsLeftOf(user);
    }

    @Test
    void viewsFromAfterAnErasureStayAlsoWhenItsHourIsSealedMeanwhile() throws Exception {
        view(user, SEALED_HOUR.plusSeconds(600), MARKER);
        view(user, SEALED_HOUR.plusSeconds(2400), "/after");
        view(other, SEALED_HOUR, "/others");
        view(user, SEALED_HOUR.minusSeconds(1), MARKER);
        rollup.run();
        view(user, SEALED_HOUR.plusSeconds(2401), "/after");
        view(user, SEALED_HOUR.minusSeconds(2), MARKER);
        assertThat(count("traffic_mark FINAL", "user_id = " + user)).isEqualTo("2");
        clickHouse.query("""
                INSERT INTO millrace.erasure (id, user_id, erased_to, version) VALUES (78, %s, '2020-03-01 10:30:00', 256)
                """.formatted(user));
        awaitDone("78");
        String report = "/api/traffic/daily/%s?date=2020-03-01".formatted(user);
        assertThat(service.get(report).body()).isEqualTo("{\"/after\":2}");
        view(user, SEALED_HOUR.plusSeconds(2402), "/after");
        assertThat(service.get(report).body()).isEqualTo("{\"/after\":3}");
        rollup.run();
        assertThat(service.get(report).body()).isEqualTo("{\"/after\":3}");
        assertReportsAreExact();
        assertThat(count("traffic", "page_url = '%s'".formatted(MARKER))).isEqualTo("0");
        assertThat(count("traffic_hour", "has(pages, '%s')".formatted(MARKER))).isEqualTo("0");
        assertThat(count("traffic_site_hour", "has(pages, '%s')".formatted(MARKER)))
                .isEqualTo("0");
    }

    @Test
    void erasingUser0LeavesDeletionsAsTheyAre() throws Exception {
        long id = nextId;
        view(other, open, "/deleted");
        service.delete("/api/traffic/%s?ack=stored".formatted(id));
        view(0, open, MARKER);
        eraseAndWait(0);
        assertThat(count("traffic", "user_id = 0")).isEqualTo("0");
        service.delete("/api/traffic/%s?ack=stored".formatted(nextId));
        service.postView(id, other, open, "/deleted", "?ack=stored");
        assertThat(service.daily(other)).isEqualTo("{}");
    }

    @Test
    void somebodyWithoutViewsCanBeErasedTwice() throws Exception {
        HttpResponse<String> taken = service.delete("/api/users/" + user);
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.body()).endsWith("\"user_id\":%s,\"state\":\"running\"}".formatted(user));
        String id = idIn(taken);
        assertThat(taken.headers().firstValue("Location")).contains("/api/erasures/" + id);
        awaitDone(id);
        eraseAndWait(user);
    }

    @Test
    void whatIsWrongIsSaidAsAProblem() throws Exception {
        for (String wrong : List.of("4294967296", "x", "-1")) {
            HttpResponse<String> answer = service.delete("/api/users/" + wrong);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).contains("\"field\":\"user_id\"");
        }
        for (String unknown : List.of("1", "x", "18446744073709551615")) {
            HttpResponse<String> answer = service.get("/api/erasures/" + unknown);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    /** One of the person, one of somebody else. */
    private void makeDeadLetters() throws Exception {
        clickHouse.query(
                "ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK NOT endsWith(page_url, '/poison')");
        view(user, open, MARKER + "/poison");
        view(other, open, "/poison");
        assertThat(deadLetters()).hasSize(2);
    }

    private List<String> deadLetters() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/dead-letters"))) {
            return Files.readAllLines(files.findFirst().orElseThrow());
        }
    }

    private String line(long userId, Instant time, String url) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}\n"
                .formatted(nextId++, userId, time, url);
    }

    private void view(long userId, Instant time, String url) throws Exception {
        HttpResponse<String> answer = service.postView(nextId++, userId, time, url, "?ack=stored");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private void put(long id, long userId, Instant time, String url) throws Exception {
        assertThat(service.put(
                                "/api/traffic/%s?ack=stored".formatted(id),
                                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                                        .formatted(userId, time, url))
                        .statusCode())
                .isEqualTo(200);
    }

    private String eraseAndWait(long userId) throws Exception {
        return awaitDone(erase(userId));
    }

    private String erase(long userId) throws Exception {
        HttpResponse<String> taken = service.delete("/api/users/" + userId);
        assertThat(taken.statusCode()).isEqualTo(202);
        return idIn(taken);
    }

    private static String idIn(HttpResponse<String> taken) {
        Matcher id = ID.matcher(taken.body());
        assertThat(id.find()).as(taken.body()).isTrue();
        return id.group(1);
    }

    private String awaitDone(String id) throws Exception {
        while (true) {
            String progress = service.get("/api/erasures/" + id).body();
            if (progress.contains("\"state\":\"done\"")) {
                return progress;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void restart() throws Exception {
        service.close();
        startService("1h");
    }

    private String count(String table, String condition) throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.%s WHERE %s".formatted(table, condition));
    }

    private void assertNothingIsLeftOf(long userId) throws Exception {
        List<String> tables = clickHouse.query("""
                        SELECT table FROM system.columns
                        WHERE database = 'millrace' AND name = 'user_id' AND table NOT IN ('erasure', 'traffic_late')
                        """).lines().toList();
        assertThat(tables).contains("traffic", "traffic_hour", "traffic_mark", "traffic_taken", "traffic_edit");
        for (String table : tables) {
            assertThat(count(table, "user_id = " + userId)).as(table).isEqualTo("0");
        }
        assertThat(count(
                        "traffic_site_hour",
                        "arrayExists(users -> bitmapContains(users, %s), page_users)".formatted(userId)))
                .as("site")
                .isEqualTo("0");
        for (String table : List.of("traffic", "traffic_edit")) {
            assertThat(count(table, "page_url LIKE '%%%s%%'".formatted(MARKER)))
                    .as(table)
                    .isEqualTo("0");
        }
        for (String table : List.of("traffic_hour", "traffic_site_hour")) {
            assertThat(count(table, "arrayExists(page -> page LIKE '%%%s%%', pages)".formatted(MARKER)))
                    .as(table)
                    .isEqualTo("0");
        }
        awaitNoMarkerOnDisk();
    }

    /** A file goes soon after its last row. */
    private void awaitNoMarkerOnDisk() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        for (List<Path> left = bytesOfMarkerOnDisk(); !left.isEmpty(); left = bytesOfMarkerOnDisk()) {
            assertThat(System.nanoTime()).as("%s", left).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Files of the buffer and of dead letters that hold something of a page that the person viewed. */
    private List<Path> bytesOfMarkerOnDisk() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("buffer", "dead-letters")) {
            Path path = directory.resolve("data").resolve(part);
            if (Files.exists(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.filter(Files::isRegularFile)
                            .filter(ErasureIT::holdsMarker)
                            .forEach(found::add);
                } catch (UncheckedIOException e) {
                    // a file went while it was listed: it holds nothing any more
                }
            }
        }
        return found;
    }

    private static boolean holdsMarker(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARKER);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertReportsAreExact() throws Exception {
        for (String range : List.of("2020-03-01", "2020-03-31", dayOf(open))) {
            assertThat(service.get("/api/traffic/hourly?date=" + range, "Accept", "text/csv")
                            .body()
                            .replace("\r\n", "\n")
                            .strip())
                    .isEqualTo(("hour,views,users\n"
                                    + clickHouse.query("""
                            SELECT formatDateTime(toStartOfHour(created_at), '%%Y-%%m-%%dT%%H:%%i:%%SZ') AS hour, count(), uniqExact(user_id)
                            FROM millrace.traffic FINAL WHERE toDate(created_at) = '%s' GROUP BY hour ORDER BY hour FORMAT CSV
                            """.formatted(range)).replace("\"", ""))
                            .strip());
            assertThat(service.get("/api/traffic/pages?date=" + range, "Accept", "text/csv")
                            .body()
                            .replace("\r\n", "\n")
                            .strip())
                    .isEqualTo(("page_url,views,users\n"
                                    + clickHouse.query("""
                            SELECT page_url, count() AS views, uniqExact(user_id) FROM millrace.traffic FINAL
                            WHERE toDate(created_at) = '%s' GROUP BY page_url ORDER BY views DESC, page_url FORMAT CSV
                            """.formatted(range)).replace("\"", ""))
                            .strip());
        }
    }

    private static String dayOf(Instant time) {
        return time.toString().substring(0, 10);
    }
}
