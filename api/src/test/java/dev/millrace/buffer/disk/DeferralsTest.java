package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Deferral;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeferralsTest {
    private final Deferrals deferrals = new Deferrals();

    @Test
    void ofWhatIsLongGoneNobodyHearsThatItIsStored() {
        for (int i = 0; i <= Deferrals.MOST; i++) {
            deferrals.add(List.of(new Deferral(10L * i, 10L * i + 5, CompletableFuture::new)));
        }
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        Deferrals.complete(waiter, deferrals.of(3, 4));
        assertThat(waiter).isNotDone();
        assertThat(deferrals.of(10, 11)).hasSize(1);
        assertThat(deferrals.of(17, 18)).isEmpty();
    }

    @Test
    void onlyWhatAStretchTouchesWaitsForIt() {
        deferrals.add(List.of(new Deferral(10, 20, CompletableFuture::new)));
        assertThat(deferrals.of(5, 10)).isEmpty();
        assertThat(deferrals.of(5, 11)).hasSize(1);
        assertThat(deferrals.of(19, 25)).hasSize(1);
        assertThat(deferrals.of(20, 25)).isEmpty();
    }
}
