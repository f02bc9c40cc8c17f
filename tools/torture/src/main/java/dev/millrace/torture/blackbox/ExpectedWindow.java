package dev.millrace.torture.blackbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Bounds the values of a window of readings. Readings are added in the order of their times. */
final class ExpectedWindow {
    private final List<Possible<Double>> readings = new ArrayList<>();
    private long least;
    private boolean isCertain = true;

    void add(Possible<Double> possible) {
        readings.add(possible);
        if (!possible.orNothing()) {
            least++;
        }
        isCertain &= !possible.orNothing() && possible.values().size() == 1;
    }

    /** Returns the least number of readings. */
    long least() {
        return least;
    }

    /** Compares a window with the bounds; returns the deviations. */
    List<Deviation> compare(String what, Window window) {
        List<Deviation> wrong = new ArrayList<>();
        Deviation.of(what + " count", window.count(), least, readings.size()).ifPresent(wrong::add);
        if (!wrong.isEmpty() || window.count() == 0) {
            return wrong;
        }
        if (isCertain) {
            List<Double> values = readings.stream()
                    .map(reading -> reading.values().getFirst())
                    .toList();
            BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            exactly(what + " min", window.min(), Collections.min(values)).ifPresent(wrong::add);
            exactly(what + " max", window.max(), Collections.max(values)).ifPresent(wrong::add);
            exactly(what + " first", window.first(), values.getFirst()).ifPresent(wrong::add);
            exactly(what + " last", window.last(), values.getLast()).ifPresent(wrong::add);
            exactly(what + " sum", window.sum(), sum.doubleValue()).ifPresent(wrong::add);
        } else {
            wrong.addAll(bounds(what, window));
        }
        return wrong;
    }

    private List<Deviation> bounds(String what, Window window) {
        BigDecimal leastSum = BigDecimal.ZERO;
        BigDecimal mostSum = BigDecimal.ZERO;
        List<Double> all = new ArrayList<>();
        for (Possible<Double> reading : readings) {
            double low = Collections.min(reading.values());
            double high = Collections.max(reading.values());
            leastSum = leastSum.add(new BigDecimal(reading.orNothing() ? Math.min(low, 0) : low));
            mostSum = mostSum.add(new BigDecimal(reading.orNothing() ? Math.max(high, 0) : high));
            all.addAll(reading.values());
        }
        List<Deviation> wrong = new ArrayList<>();
        between(what + " sum", window.sum(), leastSum.doubleValue(), mostSum.doubleValue())
                .ifPresent(wrong::add);
        for (double value : List.of(window.min(), window.max(), window.first(), window.last())) {
            if (!all.contains(value)) {
                wrong.add(new Deviation(
                        what + " value", Double.toString(value), "one that was sent", "", Deviation.Kind.UNEXPLAINED));
            }
        }
        return wrong;
    }

    private static Optional<Deviation> exactly(String what, double got, double right) {
        return between(what, got, right, right);
    }

    private static Optional<Deviation> between(String what, double got, double least, double most) {
        if (got >= least && got <= most) {
            return Optional.empty();
        }
        return Optional.of(new Deviation(
                what, Double.toString(got), Double.toString(least), Double.toString(most), Deviation.Kind.UNEXPLAINED));
    }
}
