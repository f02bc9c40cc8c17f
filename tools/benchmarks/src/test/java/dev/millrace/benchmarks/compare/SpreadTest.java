package dev.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheOneInTheMiddleOrTheMeanOfTwo() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5.0);
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0, 6.0)).median()).isEqualTo(5.5);
        assertThat(Spread.of(List.of()).median()).isNaN();
    }

    @Test
    void whatIsNoNumberDoesNotCount() {
        assertThat(Spread.of(List.of(Double.NaN, 4.0)).median()).isEqualTo(4.0);
    }

    @Test
    void theRangeIsToldFromTheMedian() {
        assertThat(Spread.of(List.of(90.0, 100.0, 125.0)).range()).isEqualTo("-10..+25 %");
        assertThat(Spread.of(List.of(90.0)).range()).isEmpty();
    }
}
