package dev.millrace.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.cli.RollupCommand;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollups of page views in front of a real ClickHouse; the job runs when the test says so. */
class RollupIT {
    private static final Instant HOUR = Instant.parse("2020-03-01T10:00:00Z");

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;
    private static RollupJob job;

    private final long user = TestService.newUser();
    private long nextId = 1;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of(
                        "millrace.rollup.interval",
                        "1h",
                        "millrace.rollup.max-busy-percent",
                        "100",
                        // No day is read from raw rows alone.
                        "millrace.report.raw-rows",
                        "0"));
        service.awaitReady();
        job = service.bean(RollupScheduler.class).job("traffic").orElseThrow();
        job.run();
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void aSealedHourIsReportedWithoutItsRawRows() throws Exception {
        view(HOUR, "/a");
        view(HOUR.plusSeconds(3599), "/b");
        job.run();
        clickHouse.query(
                "ALTER TABLE millrace.traffic DELETE WHERE user_id = %s SETTINGS mutations_sync = 2".formatted(user));
        assertThat(daily()).isEqualTo("{\"/a\":1,\"/b\":1}");
        assertThat(daily("?from=2020-03-01T10:00:00Z&to=2020-03-01T11:00:00Z")).isEqualTo("{\"/a\":1,\"/b\":1}");
        assertThat(daily("?from=2020-03-01T10:00:00Z&to=2020-03-01T10:59:59.999Z"))
                .as("an hour that the range holds only in part is counted from raw rows")
                .isEqualTo("{}");
    }

    /** ClickHouse leaves out parts when a DateTime64 is compared with a DateTime. */
    @Test
    void theLastMillisecondOfAnHourIsMissedWhenItIsAloneInItsPart() throws Exception {
        view(HOUR.plusMillis(3_599_999), "/last");
        job.run();
        assertThat(rolledUp()).isEqualTo("['/last']\t[1]");
        assertThat(daily()).isEqualTo("{\"/last\":1}");
    }

    @Test
    void aLateViewCountsBeforeAndAfterItsHourIsComputedAnew() throws Exception {
        view(HOUR, "/a");
        job.run();
        view(HOUR.plusSeconds(1), "/a");
        assertThat(daily()).isEqualTo("{\"/a\":2}");
        assertThat(marks()).isEqualTo("1");
        job.run();
        assertThat(marks()).isEqualTo("0");
        assertThat(daily()).isEqualTo("{\"/a\":2}");
        assertThat(rolledUp()).isEqualTo("['/a']\t[2]");
    }

    @Test
    void aPageThatVanishesInALaterVersionVanishesFromTheRollup() throws Exception {
        view(HOUR, "/a");
        job.run();
        nextId--;
        view(HOUR, "/b");
        assertThat(daily()).isEqualTo("{\"/b\":1}");
        job.run();
        assertThat(rolledUp()).isEqualTo("['/b']\t[1]");
        assertThat(daily()).isEqualTo("{\"/b\":1}");
    }

    @Test
    void aRollupThatIsLostIsReplacedByRawRowsUntilItIsSealedAgain() throws Exception {
        view(HOUR, "/a");
        job.run();
        clickHouse.query("TRUNCATE TABLE millrace.traffic_hour");
        clickHouse.query("TRUNCATE TABLE millrace.traffic_site_hour");
        assertThat(daily()).isEqualTo("{\"/a\":1}");
        job.run();
        assertThat(rolledUp()).isEqualTo("['/a']\t[1]");
    }

    @Test
    void aDamagedRollupIsRebuiltWhileReportsAreAnswered() throws Exception {
        view(HOUR, "/a");
        job.run();
        clickHouse.query(
                "INSERT INTO millrace.traffic_hour SELECT * REPLACE (['/wrong'] AS pages, version + 1 AS version) FROM"
                        + " millrace.traffic_hour FINAL WHERE user_id = %s".formatted(user));
        clickHouse.query("INSERT INTO millrace.traffic_hour SELECT 0, %s, '2020-03-01 11:00:00', ['/never'], [1], 1, 0"
                .formatted(user));
        assertThat(daily()).isEqualTo("{\"/never\":1,\"/wrong\":1}");
        List<Recomputation> rebuilds = job.rebuilds(new TimeRange(HOUR, HOUR.plus(2, ChronoUnit.HOURS)));
        assertThat(rebuilds).hasSize(2);
        for (Recomputation rebuild : rebuilds) {
            rebuild.step();
            rebuild.step();
            rebuild.step();
        }
        assertThat(daily()).as("unsealed, so counted from raw rows").isEqualTo("{\"/a\":1}");
        for (Recomputation rebuild : rebuilds) {
            rebuild.finish();
        }
        assertThat(daily()).isEqualTo("{\"/a\":1}");
        assertThat(rolledUp()).isEqualTo("['/a']\t[1]");
    }

    @Test
    void anOperatorRebuildsHoursByACommand() throws Exception {
        view(HOUR, "/a");
        job.run();
        clickHouse.query(
                "INSERT INTO millrace.traffic_hour SELECT * REPLACE (['/wrong'] AS pages, version + 1 AS version) FROM"
                        + " millrace.traffic_hour FINAL WHERE user_id = %s".formatted(user));
        RollupScheduler rollups = service.bean(RollupScheduler.class);
        assertThat(service.post(
                                "/api/rollups/nothing/rebuild?from=2020-03-01T10:00:00Z&to=2020-03-01T11:00:00Z",
                                "application/json",
                                "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.post("/api/rollups/traffic/rebuild?from=yesterday", "application/json", "")
                        .body())
                .contains("\"field\":\"from\"");
        assertThat(rebuild("--from", "2020-03-01T10:00:00Z", "--to", "2020-03-01T11:00:00Z"))
                .isZero();
        assertThat(daily()).isEqualTo("{\"/a\":1}");
        assertThat(rebuild("--from", "x", "--to", "2020-03-01T11:00:00Z")).isEqualTo(1);
        assertThat(rebuild("--to", "2020-03-01T11:00:00Z")).isEqualTo(2);
        assertThat(rollups.job("nothing")).isEmpty();
    }

    private static int rebuild(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("rebuild", "--url", service.url().toString()));
        arguments.addAll(List.of(options));
        return RollupCommand.execute(arguments);
    }

    @Test
    void aViewThatComesBetweenTwoStepsIsNeverMissed() throws Exception {
        view(HOUR, "/0");
        job.run();
        for (int steps = 0; steps < 6; steps++) {
            view(HOUR.plusSeconds(60 + steps), "/marks");
            Recomputation slow = job.markedHours().getFirst();
            for (int i = 0; i < steps; i++) {
                slow.step();
            }
            view(HOUR.plusSeconds(120 + steps), "/between");
            Recomputation fast = job.markedHours().getFirst();
            fast.finish();
            assertThat(daily()).as("fast done, slow at step %s", steps).contains("\"/between\":" + (steps + 1));
            slow.finish();
            assertThat(daily()).as("slow done, too").contains("\"/between\":" + (steps + 1));
            assertThat(daily()).contains("\"/marks\":" + (steps + 1));
        }
        job.run();
        assertThat(marks()).isEqualTo("0");
        assertThat(daily()).isEqualTo("{\"/between\":6,\"/marks\":6,\"/0\":1}");
    }

    @Test
    void theSiteIsReportedFromTheRollup() throws Exception {
        Instant day = Instant.parse("2019-05-01T00:00:00Z");
        view(day, "/x");
        view(day.plusSeconds(7200), "/x");
        view(day.plusSeconds(7200), "/y");
        job.run();
        clickHouse.query(
                "ALTER TABLE millrace.traffic DELETE WHERE user_id = %s SETTINGS mutations_sync = 2".formatted(user));
        assertThat(service.get("/api/traffic/pages?date=2019-05-01").body())
                .isEqualTo(
                        "[{\"page_url\":\"/x\",\"views\":2,\"users\":1},{\"page_url\":\"/y\",\"views\":1,\"users\":1}]");
        assertThat(service.get("/api/traffic/hourly?date=2019-05-01", "Accept", "text/csv")
                        .body())
                .isEqualTo("hour,views,users\r\n2019-05-01T00:00:00Z,1,1\r\n2019-05-01T02:00:00Z,2,1\r\n");
    }

    private void view(Instant time, String url) throws Exception {
        assertThat(service.postView(nextId++, user, time, url, "?ack=stored").statusCode())
                .isEqualTo(201);
    }

    private String daily() throws Exception {
        return daily("?date=2020-03-01");
    }

    private String daily(String query) throws Exception {
        return service.get("/api/traffic/daily/" + user + query).body();
    }

    private String marks() throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.traffic_mark FINAL WHERE user_id = %s".formatted(user));
    }

    private String rolledUp() throws Exception {
        return clickHouse.query(
                "SELECT pages, counts FROM millrace.traffic_hour FINAL WHERE is_seal = 0 AND user_id = %s"
                        .formatted(user));
    }
}
