package dev.millrace.traffic.table;

import java.util.OptionalLong;

/** Parses ids: unsigned decimals as in paths and in JSON, without sign, point or exponent. */
public final class UnsignedDecimal {
    private static final int MAX_DIGITS = 20;
    private static final long TENTH = Long.divideUnsigned(-1L, 10);

    private UnsignedDecimal() {}

    /** Returns the 64 bits of a number in 0..2^64-1; empty for any other text. */
    public static OptionalLong parse(CharSequence text) {
        int length = text.length();
        if (length == 0 || length > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || Long.compareUnsigned(value, TENTH) > 0) {
                return OptionalLong.empty();
            }
            long next = value * 10 + digit;
            if (Long.compareUnsigned(next, value * 10) < 0) {
                return OptionalLong.empty();
            }
            value = next;
        }
        return OptionalLong.of(value);
    }
}
