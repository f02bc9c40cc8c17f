package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.exact.Quotient;
import dev.millrace.simulator.sensor.verify.ExpectedWindows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The windows of a file, by going through all of its readings; of one time the last line of the file holds. */
record CsvExpectation(String sensor, NavigableMap<Long, Double> values) implements ExpectedWindows {

    /** @param points not empty, in the order of the lines */
    static CsvExpectation of(String sensor, List<CsvLine.Point> points) {
        NavigableMap<Long, Double> values = new TreeMap<>();
        points.forEach(point -> values.put(point.tsMillis(), point.value()));
        return new CsvExpectation(sensor, values);
    }

    /**
     * Returns this expectation without the readings of some times. The service rejects a reading because of its time, or of something that
     * all readings share.
     */
    CsvExpectation without(Set<Long> times) {
        NavigableMap<Long, Double> left = new TreeMap<>(values);
        left.keySet().removeAll(times);
        return new CsvExpectation(sensor, left);
    }

    @Override
    public List<String> sensors() {
        return List.of(sensor);
    }

    @Override
    public Instant from() {
        return Instant.ofEpochMilli(values.firstKey());
    }

    @Override
    public Instant to() {
        return Instant.ofEpochMilli(values.lastKey() + 1);
    }

    @Override
    public List<Window> windows(WindowSize size, List<String> sensors) {
        NavigableMap<Long, SortedMap<Long, Double>> byStart = new TreeMap<>();
        values.forEach((ts, value) -> byStart.computeIfAbsent(size.startMillis(ts), _ -> new TreeMap<>())
                .put(ts, value));
        List<Window> windows = new ArrayList<>(byStart.size());
        byStart.forEach((start, readings) -> windows.add(window(size, start, readings)));
        return windows;
    }

    private Window window(WindowSize size, long start, SortedMap<Long, Double> readings) {
        BigDecimal sum = BigDecimal.ZERO;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : readings.values()) {
            sum = sum.add(new BigDecimal(value));
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        boolean isAll = size == WindowSize.ALL;
        double rounded = sum.doubleValue();
        return new Window(
                sensor,
                Instant.ofEpochMilli(isAll ? readings.firstKey() : start),
                readings.size(),
                min,
                max,
                Quotient.of(sum, readings.size()),
                Double.isInfinite(rounded) ? Double.NaN : rounded,
                readings.firstEntry().getValue(),
                readings.lastEntry().getValue(),
                isAll ? Instant.ofEpochMilli(readings.lastKey()) : Instant.MIN);
    }
}
