package dev.millrace.door.rollup;

import dev.millrace.rollup.Rollup;
import java.util.List;

/** The rollup of openings: of each door and hour one row. */
public final class DoorRollup {
    private static final String ROWS_OF_HOUR = """
            millrace.door_opening FINAL
            PREWHERE toStartOfHour(at) = ${hour}
                AND at >= toDateTime64(${hour}, 3, 'UTC') AND at < toDateTime64(${hour}, 3, 'UTC') + INTERVAL 1 HOUR
            """;

    private static final String DOORS = """
            INSERT INTO millrace.door_hour (is_seal, door, hour, openings, people, version, is_empty)
            SELECT 0, door, ${hour}, sum(n), sum(some), ${version}, sum(n) = 0
            FROM
            (
                SELECT door, toUInt64(count()) AS n, toUInt64(sum(people)) AS some FROM %s%s GROUP BY door
                UNION ALL
                SELECT DISTINCT door, toUInt64(0) AS n, toUInt64(0) AS some FROM %s
            )
            GROUP BY door
            """;

    private static final String MARKED = "millrace.door_opening_taken WHERE run = ${run}";

    private static final String KNOWN = """
            (
                SELECT door FROM millrace.door_opening_taken WHERE run = ${run}
                UNION ALL
                SELECT door FROM millrace.door_hour FINAL WHERE is_seal = 0 AND hour = ${hour}
            )
            """;

    private static final String SEAL = """
            INSERT INTO millrace.door_hour (is_seal, door, hour, version, is_empty) VALUES (1, 0, ${hour}, ${version}, %s)
            """;

    private DoorRollup() {}

    public static Rollup of() {
        return new Rollup(
                "door_opening",
                Rollup.FOR_EVER,
                "door",
                List.of(DOORS.formatted(ROWS_OF_HOUR, "", MARKED)),
                List.of(DOORS.formatted(ROWS_OF_HOUR, "", KNOWN)),
                List.of(DOORS.formatted(ROWS_OF_HOUR, "AND door IN (SELECT door FROM " + MARKED + ")", MARKED)),
                List.of(SEAL.formatted(0)),
                List.of(SEAL.formatted(1)),
                "SELECT hour FROM millrace.door_hour FINAL WHERE is_seal = 1",
                "SELECT hour FROM millrace.door_hour WHERE is_seal = 1 AND is_empty = 1");
    }
}
