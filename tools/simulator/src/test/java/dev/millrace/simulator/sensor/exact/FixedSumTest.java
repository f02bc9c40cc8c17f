package dev.millrace.simulator.sensor.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedSumTest {
    private static final double TENTH = 0.1;
    private static final double LARGEST_POWER = 0x1p46;

    @Property(tries = 500)
    void itIsTheExactSum(@ForAll("values") List<Double> values) {
        FixedSum sum = new FixedSum();
        FixedSum inTwoParts = new FixedSum();
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value));
            sum.add(value);
            FixedSum one = new FixedSum();
            one.add(value);
            inTwoParts.add(new FixedSum(one.high(), one.low()));
        }

        assertThat(sum.exact()).isEqualByComparingTo(exact);
        assertThat(inTwoParts.exact()).isEqualByComparingTo(exact);
    }

    /** Any mantissa, from 2^-27 to 2^40, positive and negative. */
    @Provide
    Arbitrary<List<Double>> values() {
        Arbitrary<Double> value = Combinators.combine(
                        Arbitraries.longs().between(0, (1L << 52) - 1),
                        Arbitraries.integers().between(-27, 40),
                        Arbitraries.of(-1.0, 1.0))
                .as((mantissa, exponent, sign) ->
                        sign * Math.scalb(Double.longBitsToDouble((1023L << 52) | mantissa), exponent));
        return value.list().ofMaxSize(50);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-80, -0x1p-80, 0x1p46, -0x1p46, 0, -0.0, 1, 0.1, 0x1.fffffffffffffp-28})
    void itTakesTheSmallestAndTheLargest(double value) {
        FixedSum sum = new FixedSum();
        sum.add(value);

        assertThat(sum.exact()).isEqualByComparingTo(new BigDecimal(value));
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0x1p-81,
                0x1.8p-80,
                0x1p47,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY
            })
    void whatDoesNotFitIsRefusedAndChangesNothing(double value) {
        FixedSum sum = new FixedSum();
        sum.add(TENTH);

        assertThatThrownBy(() -> sum.add(value)).isInstanceOf(ArithmeticException.class);
        assertThat(sum.exact()).isEqualByComparingTo(new BigDecimal(TENTH));
    }

    @Test
    void aSumThatIsTooLargeIsRefused() {
        FixedSum sum = new FixedSum();
        sum.add(LARGEST_POWER);

        assertThatThrownBy(() -> sum.add(LARGEST_POWER)).isInstanceOf(ArithmeticException.class);
        assertThat(sum.exact()).isEqualByComparingTo(new BigDecimal(LARGEST_POWER));
    }
}
