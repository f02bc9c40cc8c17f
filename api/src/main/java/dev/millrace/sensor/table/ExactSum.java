package dev.millrace.sensor.table;

import java.math.BigInteger;
import java.util.OptionalDouble;

/**
 * Adds doubles exactly. A double is a whole number m of up to 53 bits times 2^(e - 1075); m is moved to the left by the lower five bits of
 * e, and added to the bucket that the others name. Whole numbers add up exactly in any order, so neither the order of rows nor their
 * distribution over parts, hours and rollups can change a sum, and it is rounded once, for the answer.
 *
 * <p>A bucket is an Int128 and holds 2^42 doubles at least. Not thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Double-precision_floating-point_format">IEEE 754 binary64</a>
 */
public final class ExactSum {
    /** An aggregate of the column {@code value}: {@code Map(UInt8, Int128)}, from bucket to sum. */
    public static final String SQL = """
            sumMap(map(
                toUInt8(bitAnd(bitShiftRight(reinterpretAsUInt64(value), 57), 63)),
                bitShiftLeft(
                    if(value < 0, toInt128(-1), toInt128(1)) * toInt128(
                        bitAnd(reinterpretAsUInt64(value), 4503599627370495)
                        + if(bitAnd(bitShiftRight(reinterpretAsUInt64(value), 52), 2047) > 0, 4503599627370496, 0)),
                    bitAnd(greatest(bitAnd(bitShiftRight(reinterpretAsUInt64(value), 52), 2047), 1), 31))))""";

    private static final int BUCKET_BITS = 32;
    private static final int LOWEST_EXPONENT = -1075;
    private static final int LEAST_EXPONENT = -1074;
    private static final int PRECISION = 53;

    /** More bits than a double has, so that one bit can say whether any lower bit is set. */
    private static final int ENOUGH_BITS = 64;

    private BigInteger total = BigInteger.ZERO;

    /** Makes a sum of no values, which is 0. */
    public ExactSum() {}

    /**
     * Adds the sum of a bucket.
     *
     * @param bucket 0..63
     */
    public void add(int bucket, BigInteger sum) {
        total = total.add(sum.shiftLeft(bucket * BUCKET_BITS));
    }

    /** Adds another sum. */
    public void add(ExactSum other) {
        total = total.add(other.total);
    }

    /** Returns the nearest double, of two the one with an even last bit; empty if it is beyond the largest. */
    public OptionalDouble value() {
        return nearest(total, LOWEST_EXPONENT);
    }

    /**
     * Returns the double nearest to the mean.
     *
     * @param count how many doubles were added, at least 1
     */
    public double mean(long count) {
        BigInteger divisor = BigInteger.valueOf(count);
        int more = Math.max(0, ENOUGH_BITS + divisor.bitLength() - total.bitLength());
        BigInteger[] quotient = total.shiftLeft(more).divideAndRemainder(divisor);
        BigInteger withRest = quotient[0].shiftLeft(1).add(BigInteger.valueOf(quotient[1].signum()));
        // A mean is never beyond the largest of its values.
        return nearest(withRest, LOWEST_EXPONENT - more - 1).orElseThrow();
    }

    /** Returns the double that is nearest to {@code number} times 2^{@code exponent}. */
    private static OptionalDouble nearest(BigInteger number, int exponent) {
        BigInteger magnitude = number.abs();
        int length = magnitude.bitLength();
        int kept = Math.clamp(length + exponent - (long) LEAST_EXPONENT, 0, Math.min(PRECISION, length));
        int dropped = length - kept;
        long bits = magnitude.shiftRight(dropped).longValue();
        if (dropped > 0 && magnitude.testBit(dropped - 1)) {
            boolean isTie = magnitude.getLowestSetBit() == dropped - 1;
            bits += isTie ? bits & 1 : 1;
        }
        double nearest = number.signum() * Math.scalb((double) bits, exponent + dropped);
        return Double.isInfinite(nearest) ? OptionalDouble.empty() : OptionalDouble.of(nearest);
    }
}
