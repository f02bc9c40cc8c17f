package dev.millrace.simulator.sensor.plant;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Generates the values of one sensor: a random walk around a curve of the day, with as many decimal digits as its kind has. Every value is
 * 0 or from 2^-20 to 2^20, or the negative of that. For one thread.
 */
final class Signal {
    private static final double DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final double SMALLEST = 0x1p-20;

    /** The kind of value: unit, level, swing over a day, largest step from one reading to the next, digits. */
    enum Kind {
        TEMPERATURE("C", 70, 6, 0.4, 8),
        OUTSIDE("C", -2, 9, 0.1, 2),
        PRESSURE("bar", 6, 0.2, 0.02, 5),
        VIBRATION("mm/s", 0, 0, 3, 7),
        POWER("kW", 850, 300, 40, 3),
        /** A computed value, with all digits of a double. */
        EFFICIENCY("%", 87, 2, 0.3, -1);

        private static final List<Kind> ALL = List.of(values());

        private final String unit;
        private final double level;
        private final double swing;
        private final double step;
        private final int digits;

        Kind(String unit, double level, double swing, double step, int digits) {
            this.unit = unit;
            this.level = level;
            this.swing = swing;
            this.step = step;
            this.digits = digits;
        }

        /** The kinds go round. */
        static Kind ofSensor(int index) {
            return ALL.get(index % ALL.size());
        }

        String unit() {
            return unit;
        }
    }

    private final Kind kind;
    private final Random random;
    private final double phase;
    private double walked;

    /** @param random used by others of the same thread, too */
    Signal(Kind kind, Random random) {
        this.kind = kind;
        this.random = random;
        this.phase = random.nextDouble() * 2 * Math.PI;
    }

    /** The value at a time; readings that are late are walked to as well. */
    double next(long tsMillis) {
        // Pulled back a little, or the walk would leave the range in a long run.
        walked = 0.99 * walked + (2 * random.nextDouble() - 1) * kind.step;
        double curve = kind.swing * Math.sin(2 * Math.PI * (tsMillis % DAY_MILLIS) / DAY_MILLIS + phase);
        return rounded(kind.level + curve + walked);
    }

    /** Returns another value for a reading that was wrong. */
    double corrected(double value) {
        return rounded(value + kind.step * (1 + random.nextDouble()));
    }

    private double rounded(double value) {
        if (kind.digits < 0) {
            return Math.abs(value) < SMALLEST ? 0 : value;
        }
        double scale = Math.pow(10, kind.digits);
        double rounded = Math.rint(value * scale) / scale;
        return Math.abs(rounded) < SMALLEST ? 0 : rounded;
    }
}
