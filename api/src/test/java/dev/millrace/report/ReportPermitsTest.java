package dev.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.clickhouse.ReportConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reports that are made at once are bounded, for each sender too. */
@Timeout(30)
class ReportPermitsTest {
    private static ReportPermits places(Duration maxWait) {
        return new ReportPermits(new ReportConfig(4, maxWait, Duration.ofSeconds(20), 0));
    }

    @Test
    void oneSenderCannotHaveAllPlaces() {
        ReportPermits places = places(Duration.ofMillis(20));
        List<ReportPermits.Place> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(places.take("greedy"));
        }
        assertThatThrownBy(() -> places.take("greedy")).isInstanceOf(ReportRefusedException.class);
        taken.add(places.take("modest"));
        assertThatThrownBy(() -> places.take("third")).isInstanceOf(ReportRefusedException.class);
        taken.forEach(ReportPermits.Place::close);
        for (int i = 0; i < 4; i++) {
            places.take("sender " + i);
        }
    }

    @Test
    void aFreePlaceGoesToTheSenderWithTheFewest() throws InterruptedException {
        ReportPermits places = places(Duration.ofSeconds(20));
        List<ReportPermits.Place> taken = new ArrayList<>(
                List.of(places.take("greedy"), places.take("greedy"), places.take("greedy"), places.take("modest")));
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        List<Thread> waiting = new ArrayList<>();
        for (String sender : List.of("greedy", "modest", "new")) {
            Thread thread = Thread.ofVirtual().start(() -> {
                places.take(sender);
                order.add(sender);
            });
            waiting.add(thread);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        // Of two senders that have one place each, the one that has waited longer is next.
        for (String next : List.of("new", "greedy", "modest")) {
            taken.removeFirst().close();
            assertThat(order.take()).isEqualTo(next);
        }
        for (Thread thread : waiting) {
            thread.join();
        }
    }
}
