package dev.millrace.oracle;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the documentation says becomes of readings, in the order in which they were accepted; nothing of how it is done. Knows no
 * ClickHouse, no versions and no tombstones.
 */
final class SensorModel {
    /** The identity of a reading. */
    record Key(String sensor, Instant ts) {
        static Key of(SensorReading reading) {
            return new Key(reading.sensor(), reading.ts());
        }
    }

    private final Map<Key, SensorReading> live = new HashMap<>();

    void post(SensorReading reading) {
        live.put(Key.of(reading), reading);
    }

    void delete(String sensor, Instant from, Instant to) {
        live.keySet()
                .removeIf(key -> key.sensor().equals(sensor)
                        && !key.ts().isBefore(from)
                        && key.ts().isBefore(to));
    }

    Map<Key, SensorReading> readings() {
        return Map.copyOf(live);
    }
}
