package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.clock.CorrectedClock;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services on machines whose clocks are minutes apart, in front of one ClickHouse. */
class ClockSyncIT {
    private static final Duration SKEW = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private TestClickHouse clickHouse;
    private TestService ahead;
    private TestService behind;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        ahead = node(0, SKEW);
        behind = node(1, SKEW.negated());
    }

    private TestService node(int number, Duration clockAhead) throws Exception {
        TestService node = TestService.start(
                directory.resolve("node-" + number),
                clickHouse,
                Map.of(
                        "millrace.intake.node",
                        number,
                        "test.clock-ahead",
                        clockAhead,
                        "millrace.drain.max-age",
                        "1ms"));
        node.awaitReady();
        return node;
    }

    @AfterEach
    void stop() {
        ahead.close();
        behind.close();
        clickHouse.close();
    }

    @Test
    void theClockOfEachNodeIsClickHouses() {
        assertThat(Duration.between(
                                ahead.bean(CorrectedClock.class).instant(),
                                behind.bean(CorrectedClock.class).instant())
                        .abs())
                .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void anUpdateOnANodeWhoseClockIsMinutesBehindIsNotLost() throws Exception {
        ahead.postView(7, user, time, "/created", "?ack=stored");
        behind.put(
                "/api/traffic/7?ack=stored",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/updated\"}".formatted(user, time.plusMillis(1)));
        assertThat(behind.daily(user)).isEqualTo("{\"/updated\":1}");
        behind.delete("/api/traffic/7?ack=stored");
        assertThat(ahead.daily(user)).isEqualTo("{}");
    }

    @Test
    void aCorrectedViewOnANodeWhoseClockIsMinutesBehindIsNotLost() throws Exception {
        ahead.postView(7, user, time, "/first", "?ack=stored");
        behind.postView(7, user, time, "/second", "?ack=stored");
        assertThat(behind.daily(user)).isEqualTo("{\"/second\":1}");
    }

    @Test
    void aCorrectedOrDeletedReadingOnANodeWhoseClockIsMinutesBehindIsNotLost() throws Exception {
        reading(ahead, 1);
        reading(behind, 2);
        assertThat(behind.get("/api/sensors/s/all").body()).contains("\"last\":2.0");
        reading(ahead, 3);
        behind.delete("/api/sensors/s/readings?from=%s&to=%s&ack=stored".formatted(time, time.plusMillis(1)));
        assertThat(behind.get("/api/sensors/s/all").body()).isEqualTo("{\"windows\":[]}");
    }

    @Test
    void anErasureOnANodeWhoseClockIsMinutesBehindTakesWhatWasViewedAMomentAgo() throws Exception {
        ahead.postView(7, user, Instant.now().minusSeconds(1), "/v", "?ack=stored");
        behind.delete("/api/users/" + user);
        for (int i = 0; i < 600 && !ahead.daily(user).equals("{}"); i++) {
            Thread.sleep(50);
        }
        assertThat(ahead.daily(user)).isEqualTo("{}");
    }

    private void reading(TestService node, int value) throws Exception {
        assertThat(node.post(
                                "/api/sensors/readings?ack=stored",
                                "application/json",
                                "{\"sensor_id\":\"s\",\"ts\":\"%s\",\"value\":%s}".formatted(time, value))
                        .statusCode())
                .isEqualTo(201);
    }
}
