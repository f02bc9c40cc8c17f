package dev.millrace.simulator.sensor.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuotientTest {
    private static final double TENTH = 0.1;

    /** More digits than the middle between two doubles can have. */
    private static final MathContext LONG = new MathContext(1200, RoundingMode.DOWN);

    @Property(tries = 200)
    void itIsTheDoubleThatALongDivisionLeadsTo(
            @ForAll double first, @ForAll double second, @ForAll @IntRange(min = 2) int count) {
        if (Double.isFinite(first) && Double.isFinite(second)) {
            BigDecimal sum = new BigDecimal(first).add(new BigDecimal(second));

            assertThat(Quotient.of(sum, count)).isEqualTo(byLongDivision(sum, count));
        }
    }

    @Property(tries = 500)
    void itIsRightForValuesOfSensors(
            @ForAll @IntRange(min = -1_000_000, max = 1_000_000) int value,
            @ForAll @IntRange(min = 1, max = 100_000) int count) {
        BigDecimal sum = new BigDecimal(value / 1e4).add(new BigDecimal(TENTH));

        assertThat(Quotient.of(sum, count)).isEqualTo(byLongDivision(sum, count));
    }

    @Test
    void inTheMiddleTheEvenOneIsTaken() {
        BigDecimal one = BigDecimal.ONE;
        BigDecimal next = new BigDecimal(Math.nextUp(1.0));
        BigDecimal afterNext = new BigDecimal(Math.nextUp(Math.nextUp(1.0)));

        assertThat(Quotient.of(one.add(next), 2)).isEqualTo(1.0);
        assertThat(Quotient.of(next.add(afterNext), 2)).isEqualTo(afterNext.doubleValue());
    }

    private static double byLongDivision(BigDecimal sum, int count) {
        BigDecimal divisor = BigDecimal.valueOf(count);
        BigDecimal cut = sum.divide(divisor, LONG);
        // A digit behind all others says that something was cut off.
        boolean isExact = cut.multiply(divisor).compareTo(sum) == 0;
        BigDecimal rest = BigDecimal.ONE.scaleByPowerOfTen(-cut.scale() - 1).multiply(new BigDecimal(sum.signum()));
        return (isExact ? cut : cut.add(rest)).doubleValue();
    }
}
