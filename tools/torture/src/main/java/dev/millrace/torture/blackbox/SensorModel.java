package dev.millrace.torture.blackbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps all actions on readings: a history for each sensor and instant. Thread-safe. */
final class SensorModel {
    private final Map<String, NavigableMap<Long, History<Double>>> bySensor = new ConcurrentHashMap<>();

    /** Returns the history of a reading; begins one if there was none. */
    History<Double> at(String sensor, long millis) {
        return of(sensor).computeIfAbsent(millis, _ -> new History<>());
    }

    /** Returns all readings of a sensor by their times. */
    NavigableMap<Long, History<Double>> of(String sensor) {
        return bySensor.computeIfAbsent(sensor, _ -> new ConcurrentSkipListMap<>());
    }

    List<String> sensors() {
        return bySensor.keySet().stream().sorted().toList();
    }

    /** Notes that everything is stored. */
    void settle() {
        bySensor.values().forEach(readings -> readings.values().forEach(History::settle));
    }

    /**
     * Computes the expected windows of sensors that are reported together.
     *
     * @param from the first moment of the first window
     * @param to the first moment after the last window
     * @param length of a window in milliseconds; 0 for all time
     */
    Map<Long, ExpectedWindow> expect(List<String> sensors, long from, long to, long length, long asked, long answered) {
        record Place(long millis, String sensor) {}
        // By time, and those of one moment by the names of their sensors: so it is said which is the first and the
        // last.
        Map<Place, Possible<Double>> inOrder =
                new TreeMap<>(Comparator.comparingLong(Place::millis).thenComparing(Place::sensor));
        for (String sensor : sensors) {
            of(sensor)
                    .subMap(from, to)
                    .forEach((millis, history) ->
                            inOrder.put(new Place(millis, sensor), history.between(asked, answered)));
        }
        Map<Long, ExpectedWindow> windows = new TreeMap<>();
        inOrder.forEach((place, possible) -> {
            if (!possible.values().isEmpty()) {
                long start = length == 0 ? 0 : place.millis() - Math.floorMod(place.millis(), length);
                windows.computeIfAbsent(start, _ -> new ExpectedWindow()).add(possible);
            }
        });
        return windows;
    }
}
