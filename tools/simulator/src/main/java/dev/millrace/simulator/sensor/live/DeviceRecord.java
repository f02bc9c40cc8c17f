package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.plant.Device;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All acknowledged readings of one device. Readings that are final are added up by minute; those that will be corrected are kept until
 * then. Thread-safe.
 */
final class DeviceRecord {
    private final Device device;
    private final NavigableMap<Long, MinuteState> minutes = new TreeMap<>();
    private final Set<Snapshot> toBeCorrected = new LinkedHashSet<>();
    private boolean isIncomplete;

    DeviceRecord(Device device) {
        this.device = device;
    }

    Device device() {
        return device;
    }

    /** Readings at a time that nothing was recorded of, and that stay as they are. */
    synchronized void add(Snapshot snapshot) {
        minutes.computeIfAbsent(
                        WindowSize.MINUTE.startMillis(snapshot.tsMillis()),
                        _ -> new MinuteState(device.sensors().size()))
                .add(snapshot);
    }

    /** Readings at a time that nothing was recorded of, and that will have other values once. */
    synchronized void addUntilCorrected(Snapshot snapshot) {
        toBeCorrected.add(snapshot);
    }

    /** The values that hold now, and stay, for readings that were to be corrected. */
    synchronized void correct(Snapshot wrong, Snapshot right) {
        if (!toBeCorrected.remove(wrong)) {
            throw new IllegalArgumentException("readings that were not to be corrected");
        }
        add(right);
    }

    /** The service did not take all readings, or did not say which: what it answers is not known. */
    synchronized void markIncomplete() {
        isIncomplete = true;
    }

    synchronized boolean isIncomplete() {
        return isIncomplete;
    }

    synchronized boolean isEmpty() {
        return minutes.isEmpty() && toBeCorrected.isEmpty();
    }

    /** Adds the windows of one sensor to those in the map. */
    synchronized void addTo(SortedMap<Long, WindowState> windows, WindowSize size, int sensor) {
        String id = device.sensors().get(sensor);
        minutes.forEach((minute, state) -> state.addTo(at(windows, size, minute), sensor, id));
        toBeCorrected.forEach(snapshot ->
                at(windows, size, snapshot.tsMillis()).add(id, snapshot.tsMillis(), snapshot.value(sensor)));
    }

    /** Returns the starts of minutes that bound all readings; empty if there are none. */
    synchronized List<Long> bounds() {
        List<Long> starts = new ArrayList<>();
        if (!minutes.isEmpty()) {
            starts.add(minutes.firstKey());
            starts.add(minutes.lastKey());
        }
        toBeCorrected.forEach(snapshot -> starts.add(WindowSize.MINUTE.startMillis(snapshot.tsMillis())));
        return starts;
    }

    private static WindowState at(SortedMap<Long, WindowState> windows, WindowSize size, long tsMillis) {
        return windows.computeIfAbsent(size.startMillis(tsMillis), _ -> new WindowState());
    }
}
