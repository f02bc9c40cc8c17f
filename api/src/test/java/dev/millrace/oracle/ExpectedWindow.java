package dev.millrace.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window as it must be, computed in decimal numbers of any length.
 *
 * @param sum null if it is beyond a double
 */
record ExpectedWindow(
        Instant start,
        long count,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double avg,
        @Nullable Double sum,
        @Nullable Double first,
        @Nullable Double last) {
    /** Of two readings at one instant that of the sensor that comes first in the alphabet is the earlier. */
    static final Comparator<SensorReading> IN_TIME =
            Comparator.comparing(SensorReading::ts).thenComparing(SensorReading::sensor);

    private static final MathContext MANY_DIGITS = new MathContext(500);

    /** Of some readings, one at least. */
    static ExpectedWindow of(Instant start, List<SensorReading> readings) {
        List<SensorReading> sorted = readings.stream().sorted(IN_TIME).toList();
        BigDecimal sum = sorted.stream()
                .map(reading -> new BigDecimal(reading.value()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double nearest = sum.doubleValue();
        return new ExpectedWindow(
                start,
                sorted.size(),
                sorted.stream().mapToDouble(SensorReading::value).min().orElseThrow(),
                sorted.stream().mapToDouble(SensorReading::value).max().orElseThrow(),
                sum.divide(BigDecimal.valueOf(sorted.size()), MANY_DIGITS).doubleValue(),
                Double.isInfinite(nearest) ? null : nearest,
                sorted.getFirst().value(),
                sorted.getLast().value());
    }
}
