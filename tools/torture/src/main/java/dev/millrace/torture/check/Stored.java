package dev.millrace.torture.check;

import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * The stored rows of a round.
 *
 * @param views by their ids
 * @param readings by sensor and instant
 */
record Stored(Rows<Long, View> views, Rows<Reading.At, Reading> readings) {
    static Stored read(Sql sql, Ids ids) throws IOException, InterruptedException {
        return new Stored(
                new Rows<>(sql.rows("""
                                SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), page_url
                                FROM millrace.traffic FINAL
                                WHERE user_id BETWEEN %s AND %s
                                """.formatted(ids.firstUser(), ids.lastUser())).stream()
                        .map(row -> new View(
                                Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseLong(row[2]), row[3]))
                        .collect(Collectors.groupingBy(View::requestId))),
                new Rows<>(sql.rows("""
                                SELECT sensor_id, toUnixTimestamp64Milli(ts), value
                                FROM millrace.sensor_reading FINAL
                                WHERE startsWith(sensor_id, '%s')
                                """.formatted(ids.sensorPrefix())).stream()
                        .map(row -> Reading.of(row[0], Long.parseLong(row[1]), Double.parseDouble(row[2])))
                        .collect(Collectors.groupingBy(Reading::at))));
    }

    /** Describes the differences to later rows; empty if there are none. */
    String changesTo(Stored later) {
        return views.changesTo(later.views) + readings.changesTo(later.readings);
    }
}
