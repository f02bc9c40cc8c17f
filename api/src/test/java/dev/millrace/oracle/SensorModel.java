package dev.millrace.oracle;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the documentation says becomes of readings, in the order in which they were accepted; nothing of how it is done. Knows no
 * ClickHouse, no versions and no tombstones.
 */
final class SensorModel {
    private record Key(String sensor, Instant ts) {}

    private final Map<Key, SensorReading> live = new HashMap<>();

    void post(SensorReading reading) {
        live.put(new Key(reading.sensor(), reading.ts()), reading);
    }

    void delete(String sensor, Instant from, Instant to) {
        live.keySet()
                .removeIf(key -> key.sensor().equals(sensor)
                        && !key.ts().isBefore(from)
                        && key.ts().isBefore(to));
    }

    Collection<SensorReading> readings() {
        return live.values();
    }
}
