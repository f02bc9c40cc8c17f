package dev.millrace.benchmarks.compare;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Values of several repetitions, in their order; without those that are not numbers. */
public record Spread(List<Double> sorted) {
    /** Sorts a copy. */
    public static Spread of(Collection<Double> values) {
        return new Spread(
                values.stream().filter(value -> !value.isNaN()).sorted().toList());
    }

    /** The one in the middle, or the mean of the two there; NaN if there are none. */
    public double median() {
        int size = sorted.size();
        if (size == 0) {
            return Double.NaN;
        }
        int middle = size / 2;
        return size % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The largest; NaN if there are none. */
    public double most() {
        return sorted.isEmpty() ? Double.NaN : sorted.getLast();
    }

    /** The smallest and the largest, as a difference from the median in percent: {@code -3..+5 %}. */
    public String range() {
        if (sorted.size() < 2) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%+.0f..%+.0f %%",
                (sorted.getFirst() / median() - 1) * 100,
                (sorted.getLast() / median() - 1) * 100);
    }
}
