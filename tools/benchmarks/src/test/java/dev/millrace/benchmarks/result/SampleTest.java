package dev.millrace.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void aPercentileIsAValueThatWasMeasured() {
        Sample hundred =
                Sample.of(LongStream.rangeClosed(1, 100).mapToObj(i -> i * 1000).toList());

        assertThat(hundred.percentileMillis(50)).isEqualTo(50);
        assertThat(hundred.percentileMillis(99)).isEqualTo(99);
        assertThat(hundred.percentileMillis(100)).isEqualTo(100);
    }

    @Test
    void oneValueIsEveryPercentileAndNoneIsNaN() {
        assertThat(Sample.of(List.of(7000L)).percentileMillis(99)).isEqualTo(7);
        assertThat(Sample.of(List.of()).percentileMillis(99)).isNaN();
    }

    @Test
    void ratiosAreOfTheSameRound() {
        Ratios ratios = Ratios.of(List.of(10L, 500L, 20L, 4000L, 3L), List.of(10L, 100L, 10L, 1000L, 1L));

        assertThat(ratios.median()).isEqualTo(3);
        assertThat(ratios.quartiles()).isEqualTo("2.000-4.000");
    }
}
