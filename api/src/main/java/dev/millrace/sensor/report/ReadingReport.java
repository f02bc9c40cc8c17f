package dev.millrace.sensor.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.report.RowBody;
import dev.millrace.rollup.HourConditions;
import dev.millrace.time.TimeRange;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads raw readings. Thread-safe; blocks. */
@Singleton
final class ReadingReport {
    static final List<String> COLUMNS =
            List.of("sensor_id", "ts", "value", "facility", "equipment", "unit", "quality", "attributes");

    private static final String READINGS = """
            SELECT sensor_id, toUnixTimestamp64Milli(ts), value, toString(facility), toString(equipment), toString(unit),
                toString(quality), attributes
            FROM millrace.sensor_reading FINAL PREWHERE ${sensors} AND ${rows}
            WHERE ${filter}
            ORDER BY sensor_id, ts
            LIMIT ${limit}
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    /**
     * The assumed number of readings in an hour. It determines how many hours of a sensor are read first: as many as fill a page at one
     * reading a second.
     */
    private static final int READINGS_OF_AN_HOUR = 3600;

    private final Shards shards;
    private final PerShard<ReportQueries> reports;

    ReadingReport(Shards shards) {
        this.shards = shards;
        this.reports = shards.each(ReportQueries.class);
    }

    /** @param filter a condition of {@link ReadingFilter} */
    void read(ReportPage page, SensorIds sensors, TimeRange range, String filter, PagePosition position)
            throws SQLException, IOException {
        long hours = Math.ceilDiv(page.wanted(), READINGS_OF_AN_HOUR);
        new SlicedReader(sensors, range, Duration.ofHours(1)).read(page, position, hours, (part, stretch) -> {
            Query query = Query.of(READINGS)
                    .withSql("rows", HourConditions.rows("ts", List.of(stretch)))
                    .withSql("filter", filter)
                    .with("limit", page.wanted());
            try (ShardReadings readings = new ShardReadings()) {
                for (Map.Entry<Shard, SensorIds> some : part.byShard(shards).entrySet()) {
                    readings.add(reports.of(some.getKey())
                            .open(query.withSql("sensors", some.getValue().condition())));
                }
                while (readings.hasNext()) {
                    if (!page.takes(readings.sensor(), readings.millis())) {
                        readings.confirm();
                        return;
                    }
                    write(readings.sensor(), readings.millis(), readings.rest(), page.body());
                }
            }
        });
    }

    private static void write(String sensor, long millis, RowReader rows, RowBody body)
            throws SQLException, IOException {
        body.beginRow();
        body.text(sensor);
        body.text(Instant.ofEpochMilli(millis).toString());
        body.number(rows.float64());
        for (int i = 0; i < 4; i++) {
            String text = rows.text();
            if (text.isEmpty()) {
                body.absent();
            } else {
                body.text(text);
            }
        }
        String attributes = rows.text();
        if (attributes.isEmpty()) {
            body.absent();
        } else {
            body.raw(attributes);
        }
        body.endRow();
    }
}
