package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.TestClock;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to page views, and to questions about them, when they are older than they are kept. */
class RetentionIT {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(30));

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final TestClock clock = TestClock.named("retention", now);
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of(
                        "test.clock", "retention",
                        "millrace.rollup.interval", "1h",
                        "millrace.traffic.raw-retention", "3d",
                        "millrace.traffic.retention-grace", "1d",
                        "millrace.traffic.rollup-retention", "30d"));
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void aViewThatIsOlderThanViewsAreKeptIsRejectedWithThatReason() throws Exception {
        Instant edge = now.minus(3, ChronoUnit.DAYS);
        assertThat(service.postView(1, user, edge, "/", "?ack=stored").statusCode())
                .isEqualTo(201);
        HttpResponse<String> older = service.postView(2, user, edge.minusMillis(1), "/", "?ack=stored");
        assertThat(older.statusCode()).isEqualTo(422);
        assertThat(older.body()).contains("\"field\":\"created_at\"", "is older than page views are kept");
    }

    @Test
    void tablesKeepTheirRowsAsLongAsIsSet() throws Exception {
        assertThat(
                        clickHouse.query(
                                "SELECT name, extract(engine_full, 'toIntervalSecond\\\\((\\\\d+)\\\\)') FROM system.tables WHERE name IN ('traffic', 'traffic_hour', 'traffic_site_hour', 'traffic_edit') ORDER BY name"))
                .isEqualTo("traffic\t345600\ntraffic_edit\t345600\ntraffic_hour\t2592000\ntraffic_site_hour\t2592000");
    }

    @Test
    void hoursWhoseRowsAreGoneAreReportedFromTheRollup() throws Exception {
        Instant hour = now.minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
        service.postView(1, user, hour, "/", "?ack=stored");
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
        clock.advance(Duration.ofDays(3));
        clickHouse.query("TRUNCATE TABLE millrace.traffic");
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
        String daily = "/api/traffic/daily/%s?from=%s&to=%s";
        assertThat(service.get(daily.formatted(user, hour, hour.plus(1, ChronoUnit.HOURS)))
                        .body())
                .isEqualTo("{\"/\":1}");
        HttpResponse<String> half = service.get(daily.formatted(user, hour, hour.plus(90, ChronoUnit.MINUTES)));
        assertThat(half.statusCode()).isEqualTo(422);
        assertThat(half.body()).contains("\"field\":\"to\"", "whole hour");
        String day = "/api/traffic/hourly?date=%s&tz=".formatted(LocalDate.ofInstant(hour, ZoneOffset.UTC));
        assertThat(service.get(day + "UTC").body()).contains("\"hour\":\"%s\"".formatted(hour));
        assertThat(service.get(day + "Asia/Kolkata").body())
                .contains("\"status\":422", "\"field\":\"tz\"", "are no hours of UTC");
    }

    @Test
    void aMarkThatComesAfterTheRowsAreGoneDoesNotTakeTheRollupWithIt() throws Exception {
        Instant hour = now.minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
        service.postView(1, user, hour, "/", "?ack=stored");
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
        service.postView(2, user, hour.plusSeconds(1), "/late", "?ack=stored");
        clock.advance(Duration.ofDays(5));
        clickHouse.query("TRUNCATE TABLE millrace.traffic");
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
        assertThat(service.get("/api/traffic/daily/%s?from=%s&to=%s"
                                .formatted(user, hour, hour.plus(1, ChronoUnit.HOURS)))
                        .body())
                .isEqualTo("{\"/\":1}");
    }

    @Test
    void erasingAPersonDoesNotTakeTheCountsOfOthersInHoursWhoseRowsAreGone() throws Exception {
        Instant hour = now.minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
        long other = TestService.newUser();
        service.postView(1, user, hour, "/", "?ack=stored");
        service.postView(2, other, hour, "/", "?ack=stored");
        service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
        clock.advance(Duration.ofDays(5));
        clickHouse.query("TRUNCATE TABLE millrace.traffic");
        HttpResponse<String> erasure = service.delete("/api/users/" + user);
        String path = erasure.headers().firstValue("Location").orElseThrow();
        for (int i = 0; i < 300 && !service.get(path).body().contains("\"done\""); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(service.get(path).body()).contains("\"state\":\"done\"", "\"rollup_rows\":1");
        String range = "?from=%s&to=%s".formatted(hour, hour.plus(1, ChronoUnit.HOURS));
        assertThat(service.get("/api/traffic/daily/" + user + range).body()).isEqualTo("{}");
        assertThat(service.get("/api/traffic/daily/" + other + range).body()).isEqualTo("{\"/\":1}");
        assertThat(service.get("/api/traffic/pages" + range).body())
                .as("without rows nobody can be subtracted")
                .contains("\"views\":2");
    }
}
