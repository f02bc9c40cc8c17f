package dev.millrace.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.simulator.client.Attempt.Done;
import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RetrierTest {
    private long nowNanos;
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Retrier retrier =
            new Retrier(new RetryPolicy(Duration.ofMinutes(1)), reasons::add, () -> nowNanos, pause -> {
                pauses.add(pause);
                nowNanos += pause.toNanos();
            });

    @Test
    void itTriesUntilItIsDoneAndTellsOfEveryRetry() throws Exception {
        Queue<Attempt<String>> attempts = new ArrayDeque<>(List.of(
                new TryLater<>("connection refused", null),
                new TryLater<>("HTTP 503", Duration.ofSeconds(7)),
                new Done<>("done")));

        String done = retrier.untilDone(attempts::remove);

        assertThat(done).isEqualTo("done");
        assertThat(reasons).containsExactly("connection refused", "HTTP 503");
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aRefusalEndsItAtOnce() {
        assertThatThrownBy(() -> retrier.untilDone(() -> new Refused<>("HTTP 401")))
                .isInstanceOf(GaveUpException.class)
                .hasMessage("HTTP 401");
        assertThat(pauses).isEmpty();
    }

    @Test
    void itGivesUpAfterTheTimeIsOverAndNamesTheLastReason() {
        assertThatThrownBy(() -> retrier.untilDone(() -> new TryLater<>("connection refused", null)))
                .isInstanceOf(GaveUpException.class)
                .hasMessage("gave up after 60 s: connection refused");
        assertThat(Duration.ofNanos(nowNanos)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theTimeThatTheTriesThemselvesTakeCountsToo() {
        assertThatThrownBy(() -> retrier.untilDone(() -> {
                    nowNanos += Duration.ofSeconds(30).toNanos();
                    return new TryLater<>("timeout", null);
                }))
                .isInstanceOf(GaveUpException.class);
        assertThat(reasons).hasSize(1);
    }
}
