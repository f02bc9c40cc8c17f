package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Deferral;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeferralsTest {
    private final Deferrals deferrals = new Deferrals();

    private static Deferral deferral(long from, long to) {
        return new Deferral(from, to, CompletableFuture::new);
    }

    @Test
    void ofWhatIsLongGoneNobodyHearsThatItIsStored() {
        for (int i = 0; i <= Deferrals.MOST_COMMITS; i++) {
            deferrals.add(10L * i + 10, List.of(deferral(10L * i, 10L * i + 5)));
        }
        Deferrals.Wait wait = new Deferrals.Wait(new CompletableFuture<>(), deferrals.of(3, 4));
        wait.complete();
        assertThat(wait.waiter()).isNotDone();
        assertThat(deferrals.of(8, 13)).as("what begins there").hasSize(1);
        assertThat(deferrals.of(10, 11)).hasSize(1);
        assertThat(deferrals.of(17, 18)).isEmpty();
    }

    @Test
    void theLastTwoCommitsAreKnownHoweverMuchTheyDefer() {
        for (long commit = 0; commit < 3; commit++) {
            List<Deferral> many = new ArrayList<>();
            for (long i = 0; i < Deferrals.MOST; i++) {
                long from = commit * 10 * Deferrals.MOST + 10 * i;
                many.add(deferral(from, from + 5));
            }
            deferrals.add((commit + 1) * 10 * Deferrals.MOST, many);
        }
        long second = 10L * Deferrals.MOST;
        assertThat(deferrals.of(second + 6, second + 9)).isEmpty();
        assertThat(deferrals.of(2 * second - 10, 2 * second + 2)).hasSize(2);
        assertThat(deferrals.of(second - 1, second + 1))
                .as("it begins in what is forgotten")
                .hasSize(1);
    }

    @Test
    void onlyWhatAStretchTouchesWaitsForIt() {
        deferrals.add(30, List.of(deferral(10, 20)));
        assertThat(deferrals.of(5, 10)).isEmpty();
        assertThat(deferrals.of(5, 11)).hasSize(1);
        assertThat(deferrals.of(19, 25)).hasSize(1);
        assertThat(deferrals.of(20, 25)).isEmpty();
    }

    @Test
    void aStretchInSeveralCommitsIsNotStoredWhenOnlyWhatTheLastDeferredIs() {
        deferrals.add(10, List.of(deferral(2, 4)));
        deferrals.add(20, List.of(deferral(12, 14)));
        deferrals.add(30, List.of());
        deferrals.add(40, List.of(deferral(32, 34)));
        assertThat(deferrals.of(0, 40)).hasSize(3);
        assertThat(deferrals.of(5, 30)).hasSize(1);
        assertThat(deferrals.of(10, 12)).isEmpty();
        assertThat(deferrals.of(22, 30)).isEmpty();
    }

    @Test
    void whatTwoShardsDeferIsFoundInWhateverOrderItIsGiven() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Deferrals some = new Deferrals();
            List<Deferral> all = new ArrayList<>();
            for (long commit = 0; commit < 4; commit++) {
                List<Deferral> ofCommit = new ArrayList<>();
                for (int i = 0; i < random.nextInt(6); i++) {
                    long from = commit * 100 + random.nextInt(90);
                    ofCommit.add(deferral(from, from + 1 + random.nextInt((int) ((commit + 1) * 100 - from))));
                }
                some.add((commit + 1) * 100, ofCommit);
                all.addAll(ofCommit);
            }
            for (int i = 0; i < 20; i++) {
                long start = random.nextInt(399);
                long end = start + 1 + random.nextInt((int) (400 - start));
                assertThat(some.of(start, end))
                        .containsExactlyInAnyOrderElementsOf(all.stream()
                                .filter(deferral -> deferral.touches(start, end))
                                .toList());
            }
        }
    }
}
