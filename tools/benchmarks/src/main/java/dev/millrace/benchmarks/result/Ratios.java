package dev.millrace.benchmarks.result;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Ratios of values that were measured beside each other. */
public record Ratios(List<Double> sorted) {
    /** Divides each value by the one at the same place. */
    public static Ratios of(List<Long> values, List<Long> others) {
        return new Ratios(IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) / (double) others.get(i))
                .sorted()
                .toList());
    }

    /** The one in the middle. */
    public double median() {
        return at(0.5);
    }

    /** Returns the interval that has the true median in 19 of 20 cases, whatever the distribution. */
    public String interval() {
        double half = 0.98 / Math.sqrt(sorted.size());
        return String.format(Locale.ROOT, "%.3f-%.3f", at(0.5 - half), at(0.5 + half));
    }

    /** The quarters in the middle. */
    public String quartiles() {
        return String.format(Locale.ROOT, "%.3f-%.3f", at(0.25), at(0.75));
    }

    private double at(double share) {
        int index = (int) Math.round(share * (sorted.size() - 1));
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}
