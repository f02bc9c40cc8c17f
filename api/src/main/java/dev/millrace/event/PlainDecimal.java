package dev.millrace.event;

/**
 * Reads decimal numbers such as {@code -12.034}, without exponents, with as many digits as a double holds exactly. The quotient of two
 * exact numbers is rounded once, so it is the nearest double.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/93542.93557">William D. Clinger, How to Read Floating Point Numbers Accurately</a>
 */
public final class PlainDecimal {
    private static final int MAX_DIGITS = 18;
    private static final long MAX_EXACT = 1L << 53;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private double value;

    /** Makes a reader that has read no number yet. */
    public PlainDecimal() {}

    /** Returns the number that was read last; meaningless if reading it failed. */
    public double value() {
        return value;
    }

    /**
     * Reads a number from {@code from} on.
     *
     * @return the index after it, or {@link PlainJson#NOWHERE} if it is not a number, has an exponent, or too many digits
     */
    public int read(byte[] bytes, int from, int to) {
        boolean isNegative = from < to && bytes[from] == '-';
        int whole = isNegative ? from + 1 : from;
        int at = whole;
        long digits = 0;
        while (at < to && isDigit(bytes[at]) && at - whole < MAX_DIGITS) {
            digits = digits * 10 + (bytes[at++] - '0');
        }
        boolean isWhole = at - whole == 1 || (at - whole > 1 && bytes[whole] != '0');
        int decimals = 0;
        if (at < to && bytes[at] == '.') {
            int point = at++;
            while (at < to && isDigit(bytes[at]) && at - whole <= MAX_DIGITS) {
                digits = digits * 10 + (bytes[at++] - '0');
            }
            decimals = at - point - 1;
            isWhole &= decimals > 0;
        }
        boolean isPlain = isWhole && digits <= MAX_EXACT && at < to && !isDigit(bytes[at]) && !isExponent(bytes[at]);
        double magnitude = digits / POWERS_OF_TEN[decimals];
        value = isNegative ? -magnitude : magnitude;
        return isPlain ? at : PlainJson.NOWHERE;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isExponent(byte b) {
        return b == 'e' || b == 'E' || b == '.';
    }
}
