package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services, each with a buffer of its own, in front of one ClickHouse. */
class TwoNodesIT {
    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final long other = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private TestClickHouse clickHouse;
    private TestService slow;
    private TestService fast;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        // Nothing leaves the buffer of the first one until somebody waits for it.
        slow = node(0, "1h");
        slow.awaitReady();
        fast = node(1, "1ms");
        fast.awaitReady();
    }

    private TestService node(int number, String maxAge) {
        return TestService.start(
                directory.resolve("node-" + number),
                clickHouse,
                Map.of(
                        "millrace.intake.node",
                        number,
                        "millrace.drain.max-age",
                        maxAge,
                        "millrace.rollup.interval",
                        "50ms",
                        "millrace.rollup.max-busy-percent",
                        100));
    }

    @AfterEach
    void stop() {
        slow.close();
        fast.close();
        clickHouse.close();
    }

    @Test
    void anUpdateThatIsStoredBeforeItsCreateStillReplacesIt() throws Exception {
        slow.postView(7, user, time, "/old", "?ack=disk");
        fast.put(
                "/api/traffic/7?ack=stored",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/new\"}".formatted(other, time));
        assertThat(fast.daily(other)).isEqualTo("{\"/new\":1}");
        slow.postView(8, user, time, "/flush", "?ack=stored");
        assertThat(slow.daily(user)).isEqualTo("{\"/flush\":1}");
        assertThat(slow.daily(other)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void ofTwoUpdatesTheLaterOneHoldsThoughItIsStoredFirst() throws Exception {
        slow.put(
                "/api/traffic/7?ack=disk",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/first\"}".formatted(user, time));
        TimeUnit.MILLISECONDS.sleep(2);
        fast.put(
                "/api/traffic/7?ack=stored",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/second\"}".formatted(user, time.plusMillis(1)));
        slow.postView(8, other, time, "/flush", "?ack=stored");
        assertThat(fast.daily(user)).isEqualTo("{\"/second\":1}");
    }

    @Test
    void theSameLateViewsSentToBothCountOnceWhileBothComputeRollups() throws Exception {
        Instant hour = time.minus(5, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
        for (int i = 0; i < 30; i++) {
            TestService first = i % 2 == 0 ? slow : fast;
            TestService second = i % 2 == 0 ? fast : slow;
            first.postView(i, user, hour.plusSeconds(i), "/late", "?ack=stored");
            second.postView(i, user, hour.plusSeconds(i), "/late", "?ack=stored");
            assertThat(second.daily(user)).isEqualTo("{\"/late\":%s}".formatted(i + 1));
        }
    }
}
