package dev.millrace.traffic.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TestService;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.rollup.RollupSteps;
import dev.millrace.testing.StatementGate;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a report of one user is one statement over raw rows, in front of a real ClickHouse. */
class DailyOfRawRowsIT {
    private static final String SEALS = "is_seal = 1";
    private static final String RAW_ROWS = "max_rows_to_read";
    private static final int MOST_ROWS = 3000;

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static StatementGate gate;
    private static TestService service;

    private final long user = TestService.newUser();
    private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        gate = StatementGate.of(clickHouse.url());
        Map<String, Object> settings = new HashMap<>(clickHouse.properties());
        settings.remove("millrace.clickhouse.url");
        settings.put("millrace.rollup.interval", "1h");
        settings.put("millrace.rollup.max-busy-percent", "100");
        settings.put("millrace.report.raw-rows", MOST_ROWS);
        settings.put("millrace.traffic.raw-retention", "4d");
        settings.put("millrace.traffic.retention-grace", "1d");
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

    @BeforeEach
    void forget() {
        gate.forget();
    }

    @Test
    void aDayOfAQuietUserIsReadInTwoStatements() throws Exception {
        view("/a");
        assertThat(daily(day, 24)).isEqualTo("{\"/a\":1}");
        assertThat(daily(day, 25)).isEqualTo("{\"/a\":1}");
        assertThat(gate.statements(RAW_ROWS)).hasSize(2);
        assertThat(gate.statements(SEALS)).isEmpty();
    }

    @Test
    void aDayOfAUserWithVeryManyViewsIsRefused() throws Exception {
        clickHouse.query(
                "INSERT INTO millrace.traffic SELECT number, %s, fromUnixTimestamp64Milli(%s + number), '/many', 1, 0 FROM numbers(%s)"
                        .formatted(user, day.plus(2, ChronoUnit.HOURS).toEpochMilli(), 2 * MOST_ROWS));
        assertThat(daily(day, 24)).isEqualTo("{\"/many\":%s}".formatted(2 * MOST_ROWS));
        new RollupSteps(service.bean(RollupScheduler.class), "traffic", day.plus(2, ChronoUnit.HOURS)::equals)
                .finishHours();
        assertThat(daily(day, 24)).isEqualTo("{\"/many\":%s}".formatted(2 * MOST_ROWS));
        assertThat(gate.statements(RAW_ROWS)).hasSize(2);
        assertThat(gate.statements(SEALS)).isNotEmpty();
    }

    @Test
    void aLongRangeIsTriedFromRawRows() throws Exception {
        view("/a");
        assertThat(daily(day, 48)).isEqualTo("{\"/a\":1}");
        assertThat(gate.statements(RAW_ROWS)).isEmpty();
    }

    @Test
    void aDayWhoseRowsMayBeGoneIsCountedFromRawRows() throws Exception {
        assertThat(daily(day.minus(3, ChronoUnit.DAYS), 24)).isEqualTo("{}");
        assertThat(gate.statements(RAW_ROWS)).isEmpty();
    }

    private void view(String page) throws Exception {
        assertThat(service.postView(1, user, day.plusSeconds(5), page, "?ack=stored")
                        .statusCode())
                .isEqualTo(201);
    }

    private String daily(Instant from, int hours) throws Exception {
        return service.get(
                        "/api/traffic/daily/%s?from=%s&to=%s".formatted(user, from, from.plus(hours, ChronoUnit.HOURS)))
                .body();
    }
}
