package dev.millrace.oracle;

import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts raw rows in another way than reports do: no rollup, no FINAL, no key. */
final class BruteForce {
    private BruteForce() {}

    /** Views by user, hour and page in a range of milliseconds. */
    static Map<Count, Long> counts(TestClickHouse clickHouse, TimeRange range)
            throws IOException, InterruptedException {
        String rows = clickHouse.query(
                """
                SELECT user_id, toUnixTimestamp(toStartOfHour(created_at)), page, count() FROM
                (
                    SELECT user_id, created_at, argMax(page_url, version) AS page, argMax(is_deleted, version) AS is_gone
                    FROM millrace.traffic
                    WHERE toUnixTimestamp64Milli(created_at) >= %s AND toUnixTimestamp64Milli(created_at) < %s
                    GROUP BY request_id, user_id, created_at
                )
                WHERE is_gone = 0 GROUP BY ALL
                """.formatted(range.from().toEpochMilli(), range.to().toEpochMilli()));
        Map<Count, Long> counts = new HashMap<>();
        rows.lines().forEach(row -> {
            String[] columns = row.split("\t", -1);
            Instant hour = Instant.ofEpochSecond(Long.parseLong(columns[1]));
            counts.put(new Count(Long.parseLong(columns[0]), hour, columns[2]), Long.parseLong(columns[3]));
        });
        return counts;
    }
}
