package dev.millrace.oracle;

import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads raw rows in another way than reports do: no rollup, no FINAL, no key. */
final class RawReadings {
    private record Row(SensorReading reading, long version, boolean isDeleted) {}

    private RawReadings() {}

    /** The highest version of each reading, unless that is a tombstone. */
    static List<SensorReading> live(TestClickHouse clickHouse) throws IOException, InterruptedException {
        Map<String, Row> highest = new HashMap<>();
        clickHouse
                .query("""
                        SELECT sensor_id, toUnixTimestamp64Milli(ts), toInt64(reinterpretAsUInt64(value)), facility, version, is_deleted
                        FROM millrace.sensor_reading
                        """)
                .lines()
                .map(line -> line.split("\t", -1))
                .forEach(row -> highest.merge(row[0] + " " + row[1], row(row), RawReadings::higher));
        return live(highest.values());
    }

    private static List<SensorReading> live(Collection<Row> rows) {
        return rows.stream().filter(row -> !row.isDeleted()).map(Row::reading).toList();
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
