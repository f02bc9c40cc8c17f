package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StoredWaitersTest {
    private final StoredWaiters waiters = new StoredWaiters();

    private CompletableFuture<Void> add(long end) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiters.add(new StoredWaiters.Waiter(end - 1, end, true, done));
        return done;
    }

    @Test
    void thoseWhoStopWaitingDoNotPileUp() {
        for (int i = 1; i <= 100_000; i++) {
            add(i).cancel(false);
        }
        assertThat(waiters.upTo(100_000)).hasSizeLessThan(1000);
    }

    @Test
    void nobodyWhoWaitsIsForgotten() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            CompletableFuture<Void> waiter = add(i);
            if (i % 3 == 0) {
                waiting.add(waiter);
            } else {
                waiter.cancel(false);
            }
        }
        assertThat(waiters.upTo(10_000)).extracting(StoredWaiters.Waiter::done).containsAll(waiting);
    }

    @Test
    void thoseAreCountedWhoWaitForWhatTheDrainDoesNotHaveYet() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            all.add(add(i));
        }
        assertThat(waiters.beyondRead()).isEqualTo(10);
        waiters.readUpTo(4);
        assertThat(waiters.beyondRead()).isEqualTo(6);
        assertThat(waiters.upTo(4)).extracting(StoredWaiters.Waiter::done).isEqualTo(all.subList(0, 4));
        all.add(add(3));
        all.add(add(11));
        assertThat(waiters.beyondRead()).isEqualTo(7);
    }
}
