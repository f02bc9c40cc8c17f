package dev.millrace.sensor.deletion;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.event.StoredIdFilter;
import dev.millrace.event.StoredIdFilters;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds stored deletions. A reading is looked up only if it is older than some deletion and its sensor may have one: so usual readings
 * cause no query, however many deletions there were. For one thread, the drain's; blocks.
 */
@EachBean(Shard.class)
final class StoredDeletions {
    /** The number of sensors that the filter is made for; it also works with more: see {@link StoredIdFilter}. */
    private static final int EXPECTED_SENSORS = 1_000_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** An id takes up to a kilobyte. */
    private static final int SENSORS_IN_ONE_STATEMENT = 100;

    /** Of deletions of the same range, which a client may repeat all day, the last is enough. */
    private static final String COVERING = """
            SELECT hex(sensor_id), toUnixTimestamp64Milli(from_ts) AS f, toUnixTimestamp64Milli(to_ts) AS t, max(version) FROM millrace.sensor_deletion
            WHERE sensor_id IN (${sensors}) AND f <= ${last} AND t > ${first} AND version > ${version}
            GROUP BY sensor_id, f, t
            """;

    private final Statements statements;
    private final StoredIdFilter sensors;

    StoredDeletions(@Parameter Statements statements, StoredIdFilters filters) {
        this.statements = statements;
        this.sensors = filters.of(statements, SensorTable.DELETIONS.name(), "sipHash64(sensor_id)", EXPECTED_SENSORS);
    }

    /** Loads the filter. To be called before any other method. */
    void load() throws IOException, InterruptedException {
        sensors.load();
    }

    /** Returns true if there is none at all. */
    boolean isEmpty() {
        return sensors.isEmpty();
    }

    /** Returns false if the reading certainly is not deleted. */
    boolean mayCover(ReadingCursor reading) {
        return Long.compareUnsigned(reading.version(), sensors.highestVersion()) < 0 && sensors.mayHold(reading.hash());
    }

    /** Adds a deletion that is about to be stored. */
    void add(DeletionRow deletion) {
        sensors.add(ReadingCursor.hash(deletion.sensorId()), deletion.version());
    }

    /** Returns the hashes of the sensors of which other nodes have stored deletions lately. */
    List<Long> refresh() throws IOException, InterruptedException {
        return sensors.refresh();
    }

    /** Returns the stored deletions that may cover some of these readings, by sensor. */
    Map<String, List<DeletionRow>> covering(CandidateReadings candidates) throws IOException, InterruptedException {
        Map<String, List<DeletionRow>> found = new HashMap<>();
        List<String> left = List.copyOf(candidates.sensorIds());
        for (int from = 0; from < left.size(); from += SENSORS_IN_ONE_STATEMENT) {
            List<String> some = left.subList(from, Math.min(left.size(), from + SENSORS_IN_ONE_STATEMENT));
            String query = COVERING.replace(
                            "${sensors}",
                            some.stream().map(StoredDeletions::literal).collect(Collectors.joining(", ")))
                    .replace("${first}", Long.toString(candidates.first()))
                    .replace("${last}", Long.toString(candidates.last()))
                    .replace("${version}", Long.toUnsignedString(candidates.lowestVersion()));
            for (String[] row : statements.rows(Role.ROLLUP, query, TIMEOUT)) {
                String sensor = new String(HexFormat.of().parseHex(row[0]), StandardCharsets.UTF_8);
                found.computeIfAbsent(sensor, _ -> new ArrayList<>())
                        .add(new DeletionRow(
                                sensor,
                                Long.parseLong(row[1]),
                                Long.parseLong(row[2]),
                                Long.parseUnsignedLong(row[3])));
            }
        }
        return found;
    }

    /** Writes a sensor's id as SQL in hexadecimal digits: nothing that a client sent can be more than a text there. */
    static String literal(String sensorId) {
        return "unhex('%s')".formatted(HexFormat.of().formatHex(sensorId.getBytes(StandardCharsets.UTF_8)));
    }
}
