package dev.millrace.sensor.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    /** What the SQL does, in Java. */
    private static ExactSum sum(List<Double> values) {
        ExactSum sum = new ExactSum();
        for (double value : values) {
            long bits = Double.doubleToRawLongBits(value);
            int exponent = Math.max(1, (int) (bits >>> 52) & 2047);
            sum.add(exponent >> 5, mantissa(bits).shiftLeft(exponent & 31));
        }
        return sum;
    }

    private static BigInteger mantissa(long bits) {
        boolean isNormal = ((bits >>> 52) & 2047) > 0;
        long magnitude = (bits & ((1L << 52) - 1)) | (isNormal ? 1L << 52 : 0);
        return BigInteger.valueOf(bits < 0 ? -magnitude : magnitude);
    }

    private static BigDecimal decimal(List<Double> values) {
        return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Property(tries = 3000)
    void theSumIsTheExactOneRoundedOnce(@ForAll("values") @Size(max = 40) List<Double> values) {
        double expected = decimal(values).doubleValue();
        if (Double.isInfinite(expected)) {
            assertThat(sum(values).value()).isEmpty();
        } else {
            assertThat(sum(values).value()).hasValue(expected == 0 ? 0.0 : expected);
        }
    }

    @Property(tries = 3000)
    void theMeanIsTheExactOneRoundedOnce(@ForAll("values") @Size(min = 1, max = 40) List<Double> values) {
        // So many digits that a second rounding could only matter for a tie, and 40 values make none of 1,700 digits.
        BigDecimal mean = decimal(values).divide(BigDecimal.valueOf(values.size()), new MathContext(1700));
        assertThat(sum(values).mean(values.size())).isEqualTo(mean.signum() == 0 ? 0.0 : mean.doubleValue());
    }

    @Provide
    Arbitrary<List<Double>> values() {
        Arbitrary<Double> any =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<Double> plain =
                Arbitraries.integers().between(-100_000, 100_000).map(i -> i / 1000.0);
        Arbitrary<Double> ends = Arbitraries.of(
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                1e16,
                1.0);
        return Arbitraries.oneOf(any, plain, ends).list();
    }

    @Test
    void twoOfTheLargestAreBeyondADoubleAndTheirMeanIsNot() {
        List<Double> values = List.of(Double.MAX_VALUE, Double.MAX_VALUE);
        assertThat(sum(values).value()).isEmpty();
        assertThat(sum(values).mean(2)).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void nothingIsLostBesideALargeNumber() {
        assertThat(sum(List.of(1e300, 1.0, -1e300)).value()).hasValue(1.0);
    }

    @Test
    void tenTimesATenthIsOne() {
        assertThat(sum(java.util.Collections.nCopies(10, 0.1)).value()).hasValue(1.0);
    }
}
