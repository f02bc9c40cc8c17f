package dev.millrace.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
    private long nowNanos = 5;

    @Test
    void batchesAreDueAtASteadyRate() {
        Pacer pacer = new Pacer(1000, () -> nowNanos);

        assertThat(pacer.nanosUntilDue(500)).isZero();
        assertThat(pacer.nanosUntilDue(500)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        nowNanos += TimeUnit.MILLISECONDS.toNanos(600);
        assertThat(pacer.nanosUntilDue(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(400));
    }

    @Test
    void whatWasMissedIsDueAtOnce() {
        Pacer pacer = new Pacer(10, () -> nowNanos);
        nowNanos += TimeUnit.SECONDS.toNanos(2);

        for (int i = 0; i <= 20; i++) {
            assertThat(pacer.nanosUntilDue(1)).isZero();
        }
        assertThat(pacer.nanosUntilDue(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void zeroIsAsFastAsPossible() {
        Pacer pacer = new Pacer(0, () -> nowNanos);

        assertThat(pacer.nanosUntilDue(1_000_000)).isZero();
        assertThat(pacer.nanosUntilDue(1)).isZero();
    }
}
