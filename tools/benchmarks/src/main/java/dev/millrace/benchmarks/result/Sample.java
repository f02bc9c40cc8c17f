package dev.millrace.benchmarks.result;

import java.util.Arrays;
import java.util.Collection;

/** Measured values in microseconds, in their order. */
public record Sample(long[] sortedMicros) {
    /** Sorts a copy. */
    public static Sample of(Collection<Long> micros) {
        return new Sample(micros.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    /** Returns the number of values. */
    public int size() {
        return sortedMicros.length;
    }

    /** The smallest value that at least that share of all values does not exceed; NaN without values. In milliseconds. */
    public double percentileMillis(double percent) {
        if (sortedMicros.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100 * sortedMicros.length);
        return sortedMicros[Math.max(0, rank - 1)] / 1000.0;
    }

    /** The sum, in milliseconds. */
    public double totalMillis() {
        return Arrays.stream(sortedMicros).sum() / 1000.0;
    }
}
