package dev.millrace.sensor.facility;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.sensor.report.SensorIds;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the sensors to look at for a facility: all that ever named it, so a few too many after deletions. Thread-safe; blocks. */
@Singleton
final class FacilitySensors {
    private static final String SENSORS = """
            SELECT DISTINCT sensor_id FROM millrace.facility_sensor
            WHERE facility = ${facility} AND sensor_id ${from} ${sensor} ORDER BY sensor_id LIMIT ${limit}
            """;

    private static final String FACILITIES = """
            SELECT DISTINCT toString(facility) AS name FROM millrace.facility_sensor
            WHERE name != '' AND name >= ${from} ORDER BY name LIMIT ${limit}
            """;

    private static final int MOST_AT_ONCE = 1000;

    private final PerShard<ReportQueries> reports;

    FacilitySensors(Shards shards) {
        this.reports = shards.each(ReportQueries.class);
    }

    /**
     * Returns the next sensors of a facility in their order, as many as fit into a statement; none if there are no more.
     *
     * @param isBehind true for sensors after {@code sensor}, false to include it
     */
    SensorIds next(String facility, String sensor, boolean isBehind) throws SQLException {
        return new SensorIds(texts(Query.of(SENSORS)
                        .with("facility", facility)
                        .withSql("from", isBehind ? ">" : ">=")
                        .with("sensor", sensor)
                        .with("limit", MOST_AT_ONCE)))
                .thatFit(0, MOST_AT_ONCE);
    }

    /** Facilities in their order, from that one. */
    List<String> facilities(String from, int limit) throws SQLException {
        return new SensorIds(texts(Query.of(FACILITIES).with("from", from).with("limit", limit)))
                .ids().stream().limit(limit).toList();
    }

    /** Reads the first texts of each shard: the first of all shards are among those. */
    private List<String> texts(Query query) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (ReportQueries shard : reports.all()) {
            try (RowReader rows = shard.open(query)) {
                while (rows.hasNext()) {
                    texts.add(rows.text());
                }
            }
        }
        return texts;
    }
}
