package dev.millrace.simulator.sensor.exact;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact sum of doubles in two longs, for programs that keep millions of sums: a whole number of 2^-80. It takes values whose last bit is
 * worth 2^-80 or more, such as all between 2^-27 and 2^46, and 0; others are refused. Not thread-safe.
 */
public final class FixedSum {
    private static final int UNIT_BITS = 80;
    private static final BigDecimal UNIT = new BigDecimal("0.5").pow(UNIT_BITS);
    private static final int MANTISSA_BITS = 52;
    private static final int EXPONENT_OF_ONE = 1023;

    private long high;
    private long low;

    /** Makes a sum of no values. */
    public FixedSum() {
        this(0, 0);
    }

    /** Goes on with a sum that was taken apart. */
    public FixedSum(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** The upper 64 bits, with the sign. */
    public long high() {
        return high;
    }

    /** The lower 64 bits. */
    public long low() {
        return low;
    }

    /**
     * Adds a value.
     *
     * @throws ArithmeticException if the value or the sum does not fit: nothing was added then
     */
    public void add(double value) {
        if (value == 0) {
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) ((bits >>> MANTISSA_BITS) & 0x7ff);
        if (exponent == 0 || exponent == 0x7ff) {
            throw new ArithmeticException(value + " is too small or too large for an exact sum");
        }
        long mantissa = (bits & ((1L << MANTISSA_BITS) - 1)) | (1L << MANTISSA_BITS);
        int shift = exponent - EXPONENT_OF_ONE - MANTISSA_BITS + UNIT_BITS;
        if (shift < 0) {
            if (Long.numberOfTrailingZeros(mantissa) < -shift) {
                throw new ArithmeticException(value + " has digits that are too small for an exact sum");
            }
            mantissa >>= -shift;
            shift = 0;
        }
        long signed = bits < 0 ? -mantissa : mantissa;
        if (shift >= Long.SIZE) {
            int left = shift - Long.SIZE;
            if (left > Long.SIZE - MANTISSA_BITS - 2) {
                throw new ArithmeticException(value + " is too large for an exact sum");
            }
            add(signed << left, 0);
        } else {
            // A shift by 64 would be none.
            add(shift == 0 ? signed >> (Long.SIZE - 1) : signed >> (Long.SIZE - shift), signed << shift);
        }
    }

    /** Adds another sum. */
    public void add(FixedSum other) {
        add(other.high, other.low);
    }

    /**
     * Adds another sum that was taken apart.
     *
     * @throws ArithmeticException if the sum does not fit
     */
    public void add(long otherHigh, long otherLow) {
        long newLow = low + otherLow;
        int carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
        high = Math.addExact(Math.addExact(high, otherHigh), carry);
        low = newLow;
    }

    /** Returns all digits of the sum. */
    public BigDecimal exact() {
        BigInteger whole = BigInteger.valueOf(high)
                .shiftLeft(Long.SIZE)
                .add(BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1)));
        return new BigDecimal(whole).multiply(UNIT);
    }
}
