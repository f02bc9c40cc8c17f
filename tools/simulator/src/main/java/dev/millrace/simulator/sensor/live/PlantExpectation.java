package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import dev.millrace.simulator.sensor.plant.Device;
import dev.millrace.simulator.sensor.plant.Plant;
import dev.millrace.simulator.sensor.verify.ExpectedWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Computes the expected windows of all sensors from acknowledged readings. Records may be filled from any thread; it is read while nobody
 * posts.
 */
final class PlantExpectation implements ExpectedWindows {
    private final List<DeviceRecord> records;
    private final int mostSensors;
    private final Map<String, Place> places = new HashMap<>();

    private record Place(DeviceRecord record, int sensor) {}

    /** @param mostSensors how many sensors to ask for at most; they are spread over all */
    PlantExpectation(Plant plant, int mostSensors) {
        this.records = plant.devices().stream().map(DeviceRecord::new).toList();
        this.mostSensors = mostSensors;
        for (DeviceRecord record : records) {
            List<String> sensors = record.device().sensors();
            for (int i = 0; i < sensors.size(); i++) {
                places.put(sensors.get(i), new Place(record, i));
            }
        }
    }

    DeviceRecord of(Device device) {
        return records.get(device.index());
    }

    /** Returns how many sensors are known, whether they are asked for or not. */
    long knownSensors() {
        return records.stream()
                .filter(record -> !record.isIncomplete())
                .mapToLong(record -> record.device().sensors().size())
                .sum();
    }

    @Override
    public List<String> sensors() {
        List<String> known = records.stream()
                .filter(record -> !record.isIncomplete())
                .flatMap(record -> record.device().sensors().stream())
                .toList();
        if (known.size() <= mostSensors) {
            return known;
        }
        List<String> sample = new ArrayList<>(mostSensors);
        for (long i = 0; i < mostSensors; i++) {
            sample.add(known.get((int) (i * known.size() / mostSensors)));
        }
        return sample;
    }

    @Override
    public Instant from() {
        return Instant.ofEpochMilli(bounds().min().orElse(0));
    }

    @Override
    public Instant to() {
        return Instant.ofEpochMilli(bounds().max().orElse(0)).plus(Duration.ofMinutes(1));
    }

    @Override
    public List<Window> windows(WindowSize size, List<String> sensors) {
        List<Window> windows = new ArrayList<>();
        for (String sensor : sensors) {
            SortedMap<Long, WindowState> states = new TreeMap<>();
            Place place = place(sensor);
            place.record().addTo(states, size, place.sensor());
            states.forEach((start, state) -> windows.add(state.window(sensor, size, start)));
        }
        return windows;
    }

    /** Facilities of which every reading is known, and whether there is any. */
    List<String> facilities() {
        return records.stream()
                .map(record -> record.device().facility())
                .distinct()
                .filter(facility -> of(facility).stream().noneMatch(DeviceRecord::isIncomplete)
                        && !of(facility).stream().allMatch(DeviceRecord::isEmpty))
                .toList();
    }

    /** The windows over all sensors of a facility. */
    List<Window> facilityWindows(WindowSize size, String facility) {
        SortedMap<Long, WindowState> states = new TreeMap<>();
        for (DeviceRecord record : of(facility)) {
            for (int i = 0; i < record.device().sensors().size(); i++) {
                record.addTo(states, size, i);
            }
        }
        List<Window> windows = new ArrayList<>();
        states.forEach((start, state) -> windows.add(state.window(facility, size, start)));
        return windows;
    }

    /** The newest reading of each sensor of a facility that has any, by sensor. */
    List<Latest> newest(String facility) {
        List<Latest> newest = new ArrayList<>();
        for (DeviceRecord record : of(facility)) {
            List<String> sensors = record.device().sensors();
            for (int i = 0; i < sensors.size() && !record.isEmpty(); i++) {
                SortedMap<Long, WindowState> all = new TreeMap<>();
                record.addTo(all, WindowSize.ALL, i);
                newest.add(all.firstEntry().getValue().latest(sensors.get(i)));
            }
        }
        return newest;
    }

    private List<DeviceRecord> of(String facility) {
        return records.stream()
                .filter(record -> record.device().facility().equals(facility))
                .toList();
    }

    private LongStream bounds() {
        return records.stream().flatMap(record -> record.bounds().stream()).mapToLong(Long::longValue);
    }

    private Place place(String sensor) {
        Place place = places.get(sensor);
        if (place == null) {
            throw new IllegalArgumentException("no sensor " + sensor);
        }
        return place;
    }
}
