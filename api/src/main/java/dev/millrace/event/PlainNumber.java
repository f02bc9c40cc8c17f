package dev.millrace.event;

import dev.millrace.intake.SwarBytes;

/** Reads whole numbers of up to 18 digits, eight of them at a time. Not thread-safe. */
public final class PlainNumber {
    private static final int MAX_DIGITS = 18;
    private static final long ZEROS = SwarBytes.all('0');
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private long value;

    /** Makes a reader that has read no number yet. */
    public PlainNumber() {}

    /** Returns the number that was read last; meaningless if reading it failed. */
    public long value() {
        return value;
    }

    /**
     * Reads digits from {@code from} on, past {@code to} if they go on there.
     *
     * @return the index after the digits, or {@link PlainJson#NOWHERE} if there are none, too many, or a leading zero
     */
    public int read(byte[] bytes, int from, int to) {
        value = 0;
        int at = from;
        int digits = Long.BYTES;
        while (digits == Long.BYTES && at < to && at - from <= MAX_DIGITS) {
            long differences = SwarBytes.at(bytes, at) ^ ZEROS;
            digits = SwarBytes.first(SwarBytes.areNoDigits(differences));
            value = value * POWERS_OF_TEN[digits] + number(differences, digits);
            at += digits;
        }
        int length = at - from;
        boolean isPlain = length == 1 || (length > 1 && length <= MAX_DIGITS && bytes[from] != '0');
        return isPlain ? at : PlainJson.NOWHERE;
    }

    /**
     * Computes the number that the first {@code count} of eight digits make: shifts them to the end, after zeros; then adds up pairs, then
     * pairs of pairs.
     */
    private static long number(long digits, int count) {
        if (count == 0) {
            return 0;
        }
        long aligned = digits << (64 - 8 * count);
        long pairs = aligned * 10 + (aligned >>> 8);
        return ((pairs & 0x0000_00ff_0000_00ffL) * (100 + (1_000_000L << 32))
                        + ((pairs >>> 16) & 0x0000_00ff_0000_00ffL) * (1 + (10_000L << 32)))
                >>> 32;
    }
}
