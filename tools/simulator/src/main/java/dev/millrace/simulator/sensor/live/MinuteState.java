package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.exact.FixedSum;
import dev.millrace.simulator.sensor.plant.Snapshot;

/**
 * Summarises the readings of all sensors of one device in one minute: 48 bytes for each sensor, however many readings there are. All
 * sensors of a device have readings at the same times. Not thread-safe.
 */
final class MinuteState {
    private final double[] min;
    private final double[] max;
    private final double[] first;
    private final double[] last;
    private final long[] sumHigh;
    private final long[] sumLow;
    private long count;
    private long firstAt = Long.MAX_VALUE;
    private long lastAt = Long.MIN_VALUE;

    MinuteState(int sensors) {
        min = new double[sensors];
        max = new double[sensors];
        first = new double[sensors];
        last = new double[sensors];
        sumHigh = new long[sensors];
        sumLow = new long[sensors];
    }

    /** Counts readings of a time that it has none of. */
    void add(Snapshot snapshot) {
        long ts = snapshot.tsMillis();
        for (int i = 0; i < min.length; i++) {
            double value = snapshot.value(i);
            min[i] = count == 0 ? value : Math.min(min[i], value);
            max[i] = count == 0 ? value : Math.max(max[i], value);
            first[i] = ts < firstAt ? value : first[i];
            last[i] = ts > lastAt ? value : last[i];
            FixedSum sum = new FixedSum(sumHigh[i], sumLow[i]);
            sum.add(value);
            sumHigh[i] = sum.high();
            sumLow[i] = sum.low();
        }
        count++;
        firstAt = Math.min(firstAt, ts);
        lastAt = Math.max(lastAt, ts);
    }

    /** Counts what another one has counted, too. */
    void addTo(WindowState window, int sensor, String sensorId) {
        window.add(
                sensorId,
                count,
                min[sensor],
                max[sensor],
                firstAt,
                first[sensor],
                lastAt,
                last[sensor],
                new FixedSum(sumHigh[sensor], sumLow[sensor]));
    }
}
