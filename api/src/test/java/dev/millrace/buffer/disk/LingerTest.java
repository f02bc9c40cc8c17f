package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LingerTest {
    private static final long MS = 1_000_000;

    private final Linger linger = new Linger();

    @Test
    void theFirstWaitsForNobody() {
        assertThat(linger.waitNanos(1, 0)).isNotPositive();
    }

    @Test
    void whoWasAloneIsNotKeptWaitingWhenItComesAgain() {
        linger.answered(1, 0, 10 * MS, 0);
        assertThat(linger.waitNanos(1, 1)).isNotPositive();
    }

    @Test
    void asManyAreWaitedForAsWereAnsweredAndThoseWhoWaitedMeanwhile() {
        linger.answered(5, 3, 10 * MS, 0);
        assertThat(linger.waitNanos(7, 0)).isPositive();
        assertThat(linger.waitNanos(8, 0)).isNotPositive();
    }

    @Test
    void whoDoesNotComeBackCostsHalfOfWhatStoringTookAndAtMost20Ms() {
        linger.answered(5, 0, 10 * MS, 100 * MS);
        assertThat(linger.waitNanos(1, 101 * MS)).isEqualTo(4 * MS);
        assertThat(linger.waitNanos(1, 105 * MS)).isNotPositive();
        linger.answered(5, 0, 10_000 * MS, 0);
        assertThat(linger.waitNanos(1, 0)).isEqualTo(20 * MS);
    }
}
