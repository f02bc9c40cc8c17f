package dev.millrace.sensor.deletion;

import java.util.HashSet;
import java.util.Set;

/** Summarises readings that deletions may cover, as far as a look-up of those deletions needs it. Not thread-safe. */
final class CandidateReadings {
    private final Set<String> sensorIds = new HashSet<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long lowestVersion = -1;

    void add(ReadingCursor reading) {
        sensorIds.add(reading.sensorId());
        first = Math.min(first, reading.ts());
        last = Math.max(last, reading.ts());
        if (Long.compareUnsigned(reading.version(), lowestVersion) < 0) {
            lowestVersion = reading.version();
        }
    }

    Set<String> sensorIds() {
        return sensorIds;
    }

    /** The time of the earliest. */
    long first() {
        return first;
    }

    /** The time of the latest. */
    long last() {
        return last;
    }

    /** Unsigned. */
    long lowestVersion() {
        return lowestVersion;
    }
}
