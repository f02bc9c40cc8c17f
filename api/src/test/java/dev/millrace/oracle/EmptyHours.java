package dev.millrace.oracle;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Seals hours that have no readings, which would take a history of few steps too long one by one. */
final class EmptyHours {
    private static final String SEAL = """
            INSERT INTO millrace.${table} (is_seal, sensor_id, hour, version, is_empty)
            SELECT 1, '', hour, 1, 0 FROM
                (SELECT arrayJoin(arrayMap(i -> toDateTime(day, 'UTC') + i * 3600, range(24))) AS hour FROM
                    (SELECT DISTINCT toDate(ts) AS day FROM millrace.sensor_reading))
            WHERE hour < (SELECT max(mark_before) FROM millrace.sensor_reading_bound) AND hour NOT IN (${others})
                AND hour NOT IN (SELECT hour FROM millrace.${table} WHERE is_seal = 1)
            """;

    private EmptyHours() {}

    /**
     * Seals those that never were sealed before. No row can come into them without a mark.
     *
     * @param others hours that a reading may be in
     */
    static void seal(Databases databases, Set<Instant> others) throws IOException, InterruptedException {
        String names = others.stream()
                .map(hour -> "toDateTime(%s, 'UTC')".formatted(hour.getEpochSecond()))
                .collect(Collectors.joining(", "));
        for (String table : List.of("sensor_minute", "sensor_hour")) {
            databases.lines(SEAL.replace("${table}", table).replace("${others}", names.isEmpty() ? "0" : names));
        }
    }
}
