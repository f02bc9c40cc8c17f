package dev.millrace.traffic.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.rollup.RollupSteps;
import dev.millrace.testing.StatementGate;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens between the statements of one report, in front of a real ClickHouse. The job runs when the test says so. */
@Timeout(120)
class ReportReadingPointIT {
    /** In the statement that reads the rows, of each report. */
    private static final String ROWS = "do_not_merge_across_partitions_select_final";

    /** In the statement that looks whether the plan still holds. */
    private static final String GUARDS = "step >= 2)\nGROUP BY hour\nSETTINGS max_threads = 1";

    private static final String REPEATS = "millrace_report_repeats_total{shard=\"1\"}";

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static StatementGate gate;
    private static TestService service;

    /** A day for each test, so that each is alone with it. */
    private static Instant day = Instant.parse("2019-03-01T00:00:00Z");

    private static long nextId = 1;

    private final long user = TestService.newUser();

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        gate = StatementGate.of(clickHouse.url());
        Map<String, Object> settings = new HashMap<>(clickHouse.properties());
        settings.remove("millrace.clickhouse.url");
        settings.put("millrace.rollup.interval", "1h");
        settings.put("millrace.rollup.max-busy-percent", "100");
        // No day is read from raw rows alone.
        settings.put("millrace.report.raw-rows", "0");
        service = TestService.startAt(directory.resolve("data"), gate.url(), settings);
        service.awaitReady();
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
    }

    @AfterAll
    static void stop() {
        service.close();
        gate.close();
        clickHouse.close();
    }

    @AfterEach
    void nextDay() {
        gate.forget();
        day = day.plus(1, ChronoUnit.DAYS);
    }

    private enum Report {
        DAILY,
        PAGES,
        PAGES_BY_NAME,
        HOURLY,
        HOURLY_CSV
    }

    static Stream<Arguments> reportsAndHours() {
        return Stream.of(Report.values())
                .flatMap(report -> Stream.of(Arguments.of(report, 3, 7), Arguments.of(report, 7, 3)));
    }

    /** The old hour comes from the rollup, the new one from raw rows, as something late is in it. */
    @ParameterizedTest
    @MethodSource("reportsAndHours")
    void aViewThatMovesWhileAReportIsReadIsCountedTwice(Report report, int from, int to) throws Exception {
        long id = view(from);
        seal(from, to);
        view(to);
        double repeats = service.metric(REPEATS);
        gate.before(ROWS, () -> move(id, to));
        assertThat(views(report)).isEqualTo(2);
        assertThat(service.metric(REPEATS)).isEqualTo(repeats + 1);
        assertThat(views(report)).isEqualTo(2);
    }

    /** The old hour is read from raw rows, the new one from the rollup. */
    @ParameterizedTest
    @MethodSource("reportsAndHours")
    void aViewThatMovesWhileAReportIsReadIsMissed(Report report, int from, int to) throws Exception {
        long id = view(from);
        view(to);
        seal(from, to);
        view(from);
        gate.before(ROWS, () -> move(id, to));
        assertThat(views(report)).isEqualTo(3);
    }

    /** It is guarded already when the report is planned, and is stored before the rows are read; marks come last of all. */
    @ParameterizedTest
    @MethodSource("reportsAndHours")
    void aViewWhoseMarksAreNotThereYetIsCountedTwice(Report report, int from, int to) throws Exception {
        view(from);
        seal(from, to);
        guard(from);
        guard(to);
        gate.before(ROWS, () -> {
            clickHouse.query("DETACH TABLE millrace.traffic_late");
            try {
                clickHouse.query(
                        "INSERT INTO millrace.traffic SELECT request_id, user_id, at, page_url, version + 1, at != created_at + INTERVAL %s HOUR FROM millrace.traffic FINAL ARRAY JOIN [created_at, created_at + INTERVAL %s HOUR] AS at WHERE user_id = %s"
                                .formatted(to - from, to - from, user));
            } finally {
                clickHouse.query("ATTACH TABLE millrace.traffic_late");
            }
        });
        assertThat(views(report)).isEqualTo(1);
    }

    /** A day on which views move all the time is counted from raw rows in the end. */
    @ParameterizedTest
    @EnumSource
    void aReportIsNeverAnsweredWhileViewsMoveAllTheTime(Report report) throws Exception {
        for (int hour = 10; hour < 15; hour++) {
            view(hour);
        }
        seal(10, 11, 12, 13, 14);
        double repeats = service.metric(REPEATS);
        for (int hour = 10; hour < 15; hour++) {
            int next = hour;
            gate.before(GUARDS, () -> guard(next));
        }
        assertThat(views(report)).isEqualTo(5);
        assertThat(service.metric(REPEATS)).isEqualTo(repeats + 4);
        assertThat(gate.statements(GUARDS)).as("the last try needs none").hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void hoursVanishFromAReportWhenTheirRebuildBeginsMeanwhile(Report report) throws Exception {
        view(3);
        view(4);
        seal(3, 4);
        RollupSteps rebuild = steps(3);
        gate.before(ROWS, () -> {
            rebuild.beginRebuild(new TimeRange(at(3), at(4)));
            rebuild.stepNewest();
        });
        assertThat(views(report)).isEqualTo(2);
        for (int steps = 1; !rebuild.hoursUnderWay().isEmpty(); steps++) {
            gate.before(ROWS, rebuild::stepNewest);
            assertThat(views(report)).as("in step %s", steps).isEqualTo(2);
        }
        assertThat(views(report)).isEqualTo(2);
    }

    @Test
    void aGuardKeepsTheJobBusyOrIsClearedByIt() throws Exception {
        view(3);
        seal(3);
        guard(3);
        RollupSteps steps = steps();
        steps.beginMarkedAndDays();
        assertThat(steps.hoursUnderWay()).isEmpty();
        view(3);
        steps.recomputeMarked();
        assertThat(clickHouse.query(
                        "SELECT step, count() FROM millrace.traffic_mark FINAL WHERE user_id = %s GROUP BY step"
                                .formatted(user)))
                .isEqualTo("2\t1");
    }

    /** A plan reads marks and guards, which are rows of one table, in two parts of one statement: an upgrade of ClickHouse may not change what that sees. */
    @Test
    void twoPartsOfAStatementSeeTwoStatesOfATable() throws Exception {
        clickHouse.query("CREATE TABLE millrace.states (n UInt64) ENGINE = MergeTree ORDER BY n");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                // Each look at the parts of the table takes a second.
                return clickHouse.query(
                        "SELECT sum(n) FROM (SELECT n FROM millrace.states WHERE n < 100) UNION ALL SELECT sum(n) FROM millrace.states WHERE n < 100 "
                                + "SETTINGS enable_shared_storage_snapshot_in_query = 1, merge_tree_storage_snapshot_sleep_ms = 1000");
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        int n = 1;
        while (!answer.isDone()) {
            clickHouse.query("INSERT INTO millrace.states VALUES (%s)".formatted(n++));
            Thread.sleep(20);
        }
        String[] sums = answer.join().split("\n", -1);
        assertThat(sums).hasSize(2);
        assertThat(sums[0]).isEqualTo(sums[1]);
        assertThat(n).as("so much was inserted meanwhile").isGreaterThan(2);
    }

    @Test
    void aReportWithoutSealedHoursLooksForGuards() throws Exception {
        view(3);
        assertThat(views(Report.DAILY)).isEqualTo(1);
        assertThat(gate.statements(GUARDS)).isEmpty();
    }

    /** Days have 24 hours, and it takes a while to seal them all. */
    private static void seal(int... hours) throws Exception {
        steps(hours).finishHours();
    }

    private static RollupSteps steps(int... hours) {
        Set<Instant> wanted =
                IntStream.of(hours).mapToObj(ReportReadingPointIT::at).collect(Collectors.toSet());
        return new RollupSteps(service.bean(RollupScheduler.class), "traffic", wanted::contains);
    }

    private static Instant at(int hour) {
        return day.plus(hour, ChronoUnit.HOURS);
    }

    private long view(int hour) throws Exception {
        long id = nextId++;
        assertThat(service.postView(id, user, at(hour).plusSeconds(nextId), "/p", "?ack=stored")
                        .statusCode())
                .isEqualTo(201);
        return id;
    }

    private void move(long id, int hour) throws Exception {
        String body = "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/p\"}"
                .formatted(user, at(hour).plusSeconds(nextId++));
        assertThat(service.put("/api/traffic/%s?ack=stored".formatted(id), body).statusCode())
                .isBetween(200, 201);
    }

    private void guard(int hour) throws Exception {
        clickHouse.query("INSERT INTO millrace.traffic_mark (hour, user_id, token, step) VALUES (%s, %s, %s, 2)"
                .formatted(at(hour).getEpochSecond(), user, System.nanoTime() << 8));
    }

    private long views(Report report) throws Exception {
        String range = "?from=%s&to=%s".formatted(day, day.plus(1, ChronoUnit.DAYS));
        return switch (report) {
            case DAILY ->
                numbers(
                        service.get("/api/traffic/daily/%s%s".formatted(user, range))
                                .body(),
                        "\"/p\":");
            case PAGES -> numbers(service.get("/api/traffic/pages" + range).body(), "\"views\":");
            case HOURLY -> numbers(service.get("/api/traffic/hourly" + range).body(), "\"views\":");
            case HOURLY_CSV ->
                numbers(
                        service.get("/api/traffic/hourly" + range, "Accept", "text/csv")
                                .body(),
                        "Z,");
            case PAGES_BY_NAME -> byName();
        };
    }

    /** As several shards are read. */
    private static long byName() throws Exception {
        long views = 0;
        try (RowReader rows =
                service.bean(SiteReport.class).pagesByName(new TimeRange(day, day.plus(1, ChronoUnit.DAYS)))) {
            while (rows.hasNext()) {
                rows.text();
                views += rows.int64();
                rows.int64();
            }
        }
        return views;
    }

    /** The sum of the numbers behind some words. */
    private static long numbers(String body, String words) {
        long sum = 0;
        for (int at = body.indexOf(words); at >= 0; at = body.indexOf(words, at + 1)) {
            int end = at + words.length();
            while (Character.isDigit(body.charAt(end))) {
                end++;
            }
            sum += Long.parseLong(body.substring(at + words.length(), end));
        }
        return sum;
    }
}
