package dev.millrace.simulator.sensor.exact;

import java.math.BigDecimal;
import java.math.MathContext;

/** The double nearest to a quotient. */
public final class Quotient {
    private Quotient() {}

    /**
     * {@code sum / count}, rounded once: the nearest double, of two equally near ones the even one.
     *
     * @param sum of so many doubles, so that the quotient is not beyond a double
     */
    public static double of(BigDecimal sum, long count) {
        BigDecimal divisor = BigDecimal.valueOf(count);
        // At most a digit of a long mantissa beside the right one; which of the neighbours it is, is decided exactly.
        double near = sum.divide(divisor, MathContext.DECIMAL128).doubleValue();
        double best = near;
        for (double other : new double[] {Math.nextDown(near), Math.nextUp(near)}) {
            if (Double.isInfinite(other)) {
                continue;
            }
            int closer = error(sum, divisor, other).compareTo(error(sum, divisor, best));
            if (closer < 0 || (closer == 0 && isEven(other))) {
                best = other;
            }
        }
        return best;
    }

    /** Times the divisor, which does not change the order. */
    private static BigDecimal error(BigDecimal sum, BigDecimal divisor, double candidate) {
        return sum.subtract(new BigDecimal(candidate).multiply(divisor)).abs();
    }

    private static boolean isEven(double value) {
        return (Double.doubleToLongBits(value) & 1) == 0;
    }
}
