package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.exact.FixedSum;
import dev.millrace.simulator.sensor.exact.Quotient;
import java.math.BigDecimal;
import java.time.Instant;

/** Adds up readings, and what was added up of other ones. Of readings at the same time that of the first sensor is the first, that of the last sensor the last. Not thread-safe. */
final class WindowState {
    private final FixedSum sum = new FixedSum();
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long firstAt = Long.MAX_VALUE;
    private String firstOf = "";
    private double first;
    private long lastAt = Long.MIN_VALUE;
    private String lastOf = "";
    private double last;

    void add(String sensor, long tsMillis, double value) {
        FixedSum one = new FixedSum();
        one.add(value);
        add(sensor, 1, value, value, tsMillis, value, tsMillis, value, one);
    }

    void add(
            String sensor,
            long otherCount,
            double otherMin,
            double otherMax,
            long otherFirstAt,
            double otherFirst,
            long otherLastAt,
            double otherLast,
            FixedSum otherSum) {
        count += otherCount;
        min = Math.min(min, otherMin);
        max = Math.max(max, otherMax);
        if (otherFirstAt < firstAt || (otherFirstAt == firstAt && sensor.compareTo(firstOf) < 0)) {
            firstAt = otherFirstAt;
            firstOf = sensor;
            first = otherFirst;
        }
        if (otherLastAt > lastAt || (otherLastAt == lastAt && sensor.compareTo(lastOf) > 0)) {
            lastAt = otherLastAt;
            lastOf = sensor;
            last = otherLast;
        }
        sum.add(otherSum);
    }

    /** @param startMillis where the window begins; not used for all time */
    Window window(String of, WindowSize size, long startMillis) {
        BigDecimal exact = sum.exact();
        boolean isAll = size == WindowSize.ALL;
        return new Window(
                of,
                Instant.ofEpochMilli(isAll ? firstAt : startMillis),
                count,
                min,
                max,
                Quotient.of(exact, count),
                exact.doubleValue(),
                first,
                last,
                isAll ? Instant.ofEpochMilli(lastAt) : Instant.MIN);
    }

    Latest latest(String sensor) {
        return new Latest(sensor, lastAt, last);
    }
}
