package dev.millrace.simulator.sensor.plant;

import dev.millrace.simulator.sensor.Reading;
import java.util.List;
import java.util.stream.IntStream;

/** A reading of each sensor of a device at one time; what a device posts in one request. Immutable. */
public final class Snapshot {
    private final Device device;
    private final long tsMillis;
    private final double[] values;

    /** @param values of the device's sensors in their order; not copied, and not to be changed any more */
    Snapshot(Device device, long tsMillis, double[] values) {
        this.device = device;
        this.tsMillis = tsMillis;
        this.values = values;
    }

    public Device device() {
        return device;
    }

    public long tsMillis() {
        return tsMillis;
    }

    /** Returns the number of readings. */
    public int size() {
        return values.length;
    }

    /** Returns the value of the device's sensor with that index. */
    public double value(int sensor) {
        return values[sensor];
    }

    /** Returns the readings, the same at every call. */
    public List<Reading> readings() {
        return IntStream.range(0, values.length)
                .mapToObj(sensor -> device.reading(sensor, tsMillis, values[sensor]))
                .toList();
    }
}
