package dev.millrace.oracle;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Reads raw rows in another way than reports do: no rollup, no FINAL, no key. */
final class RawReadings {
    private record Row(SensorReading reading, long version, boolean isDeleted) {}

    private RawReadings() {}

    /** The highest version of each reading, unless that is a tombstone. */
    static Map<SensorModel.Key, SensorReading> live(Databases databases) throws IOException, InterruptedException {
        Map<String, Row> highest = new HashMap<>();
        databases.lines("""
                        SELECT sensor_id, toUnixTimestamp64Milli(ts), toInt64(reinterpretAsUInt64(value)), facility, version, is_deleted
                        FROM millrace.sensor_reading
                        """).stream()
                .map(line -> line.split("\t", -1))
                .forEach(row -> highest.merge(row[0] + " " + row[1], row(row), RawReadings::higher));
        Map<SensorModel.Key, SensorReading> live = new HashMap<>();
        highest.values().stream()
                .filter(row -> !row.isDeleted())
                .forEach(row -> live.put(SensorModel.Key.of(row.reading()), row.reading()));
        return live;
    }

    private static Row row(String[] columns) {
        return new Row(
                new SensorReading(
                        columns[0],
                        Instant.ofEpochMilli(Long.parseLong(columns[1])),
                        Double.longBitsToDouble(Long.parseLong(columns[2])),
                        columns[3]),
                Long.parseUnsignedLong(columns[4]),
                columns[5].equals("1"));
    }

    private static Row higher(Row one, Row other) {
        return Long.compareUnsigned(one.version(), other.version()) >= 0 ? one : other;
    }
}
