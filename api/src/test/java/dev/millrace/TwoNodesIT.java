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
    void aDeletedViewDoesNotComeBackWhenItIsPostedAgainOnTheOtherNode() throws Exception {
        fast.postView(7, user, time, "/v", "?ack=stored");
        slow.delete("/api/traffic/7?ack=stored");
        fast.postView(7, user, time, "/v", "?ack=stored");
        assertThat(fast.daily(user)).isEqualTo("{}");
        assertThat(slow.get("/api/traffic/7").body()).contains("\"deleted\"");
    }

    @Test
    void aRepeatedCreateOnTheOtherNodeNeitherDoublesAnUpdatedViewNorUndoesTheUpdate() throws Exception {
        fast.postView(7, user, time, "/old", "?ack=stored");
        put(slow, 7, user, time.plusMillis(1), "/moved");
        fast.postView(7, user, time, "/old", "?ack=stored");
        assertThat(fast.daily(user)).isEqualTo("{\"/moved\":1}");
        fast.postView(8, other, time, "/old", "?ack=stored");
        put(slow, 8, other, time, "/new");
        fast.postView(8, other, time, "/old", "?ack=stored");
        assertThat(fast.daily(other)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void aCreateThatIsStoredAfterItsDeletionWasIsNeverSeen() throws Exception {
        slow.postView(7, user, time, "/v", "?ack=disk");
        fast.delete("/api/traffic/7?ack=stored");
        slow.postView(8, other, time, "/flush", "?ack=stored");
        assertThat(slow.daily(user)).isEqualTo("{}");
        assertThat(clickHouse.query("SELECT count() FROM millrace.traffic WHERE request_id = 7 AND is_deleted = 0"))
                .as("rows that were ever shown")
                .isEqualTo("0");
    }

    @Test
    void noGuardIsLeftWhenAMoveIsStored() throws Exception {
        fast.postView(7, user, time, "/v", "?ack=stored");
        put(fast, 7, user, time.minus(2, ChronoUnit.HOURS), "/v");
        assertThat(clickHouse.query("SELECT countIf(step = 2), countIf(step = 3) > 0 FROM millrace.traffic_mark FINAL"))
                .isEqualTo("0\t0");
        assertThat(clickHouse.query("SELECT uniqExact(hour, user_id) FROM millrace.traffic_mark WHERE step = 3"))
                .isEqualTo("2");
    }

    private static void put(TestService node, long id, long user, Instant time, String page) throws Exception {
        node.put(
                "/api/traffic/%s?ack=stored".formatted(id),
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(user, time, page));
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
