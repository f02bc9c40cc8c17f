package dev.millrace.simulator.sensor.plant;

import dev.millrace.simulator.sensor.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An equipment with its sensors; it posts a reading of each of them at a time. Measuring is for one thread. */
public final class Device {
    /** One sensor in this number has attributes; most have none. */
    private static final int WITHOUT_ATTRIBUTES = 10;

    private final int index;
    private final String facility;
    private final String name;
    private final List<String> sensors;
    private final List<Signal.Kind> kinds;
    private final List<Signal> signals;

    Device(int index, String facility, String name, List<String> sensors, Random random) {
        this.index = index;
        this.facility = facility;
        this.name = name;
        this.sensors = List.copyOf(sensors);
        this.kinds = new ArrayList<>();
        this.signals = new ArrayList<>();
        for (int i = 0; i < sensors.size(); i++) {
            Signal.Kind kind = Signal.Kind.ofSensor(i);
            kinds.add(kind);
            signals.add(new Signal(kind, random));
        }
    }

    /** Returns its index among all devices, from 0. */
    public int index() {
        return index;
    }

    public String facility() {
        return facility;
    }

    /** The equipment. */
    public String name() {
        return name;
    }

    /** Returns the sensors in ascending order. */
    public List<String> sensors() {
        return sensors;
    }

    /** The values of all sensors at a time. */
    public Snapshot measure(long tsMillis) {
        double[] values = new double[signals.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = signals.get(i).next(tsMillis);
        }
        return new Snapshot(this, tsMillis, values);
    }

    /** Returns a snapshot of the same time with other values. */
    public Snapshot correct(Snapshot wrong) {
        double[] values = new double[signals.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = signals.get(i).corrected(wrong.value(i));
        }
        return new Snapshot(this, wrong.tsMillis(), values);
    }

    Reading reading(int sensor, long tsMillis, double value) {
        boolean hasAttributes = sensor % WITHOUT_ATTRIBUTES == 0;
        return new Reading(
                sensors.get(sensor),
                tsMillis,
                value,
                facility,
                name,
                kinds.get(sensor).unit(),
                "good",
                hasAttributes ? "{\"line\":%s,\"checked\":true}".formatted(index % 7) : "");
    }
}
