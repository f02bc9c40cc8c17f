package dev.millrace.buffer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LingerTest {
    private static final long MS = 1_000_000;

    private final Linger company = new Linger();

    @Test
    void theFirstWaitsForNobody() {
        assertThat(company.waitNanos(1, 0)).isNotPositive();
    }

    @Test
    void whoWasAloneIsNotKeptWaitingWhenItComesAgain() {
        company.answered(1, 0, 10 * MS, 0);
        assertThat(company.waitNanos(1, 1)).isNotPositive();
    }

    @Test
    void asManyAreWaitedForAsWereAnsweredAndThoseWhoWaitedMeanwhile() {
        company.answered(5, 3, 10 * MS, 0);
        assertThat(company.waitNanos(7, 0)).isPositive();
        assertThat(company.waitNanos(8, 0)).isNotPositive();
    }

    @Test
    void whoDoesNotComeBackCostsHalfOfWhatStoringTookAndAtMost20Ms() {
        company.answered(5, 0, 10 * MS, 100 * MS);
        assertThat(company.waitNanos(1, 101 * MS)).isEqualTo(4 * MS);
        assertThat(company.waitNanos(1, 105 * MS)).isNotPositive();
        company.answered(5, 0, 10_000 * MS, 0);
        assertThat(company.waitNanos(1, 0)).isEqualTo(20 * MS);
    }
}
