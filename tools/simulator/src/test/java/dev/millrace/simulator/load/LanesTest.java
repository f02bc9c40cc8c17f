package dev.millrace.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LanesTest {

    @Test
    void neverMoreTasksRunThanThereAreLanes() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (Lanes lanes = new Lanes(3)) {
            for (int i = 0; i < 200; i++) {
                lanes.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(1);
                    running.decrementAndGet();
                    done.incrementAndGet();
                });
            }
            lanes.join();
        }

        assertThat(done).hasValue(200);
        assertThat(most.get()).isBetween(2, 3);
    }

    @Test
    void theFirstFailureInterruptsTheOthersAndIsThrown() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch asleep = new CountDownLatch(1);
        try (Lanes lanes = new Lanes(2)) {
            lanes.submit(() -> {
                asleep.countDown();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            });
            asleep.await();
            lanes.submit(() -> {
                throw new IOException("first");
            });

            assertThatThrownBy(lanes::join).isInstanceOf(IOException.class).hasMessage("first");
            assertThatThrownBy(() -> lanes.submit(() -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("first");
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    void aBugInATaskIsNoSuccess() {
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> {
                        lanes.submit(() -> {
                            throw new AssertionError("bug");
                        });
                        lanes.join();
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("bug");
        }
    }
}
