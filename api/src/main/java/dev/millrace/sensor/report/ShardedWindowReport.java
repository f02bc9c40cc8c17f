package dev.millrace.sensor.report;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.time.TimeRange;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads windows of sensors from the shards that have them. Each sensor is in one shard, so windows of sensors only have to be sorted; those
 * of a facility are added up. Thread-safe; blocks.
 */
@Singleton
public final class ShardedWindowReport {
    private final Shards shards;
    private final PerShard<WindowReport> reports;

    ShardedWindowReport(Shards shards) {
        this.shards = shards;
        this.reports = shards.each(WindowReport.class);
    }

    /** Reads the windows of some sensors of one shard, at most {@code wanted}. */
    private interface Part {
        void read(WindowReport report, SensorIds sensors, TimeRange stretch, WindowSink sink)
                throws SQLException, IOException;
    }

    /** Reads windows of sensors, in the order of sensors and times, from a position. */
    void read(ReportPage page, SensorIds sensors, WindowSize size, TimeRange range, PagePosition position)
            throws SQLException, IOException {
        WindowSink sink = new WindowPage(page, WindowPage.COLUMNS);
        new SlicedReader(sensors, size.windows(range), size.length())
                .read(
                        page,
                        position,
                        page.wanted(),
                        (part, stretch) -> readPart(
                                page,
                                part,
                                stretch,
                                sink,
                                (report, some, time, into) -> report.read(some, size, time, page.wanted(), into)));
    }

    /** Reads the window of all time of each sensor, until a time. */
    void readAllTime(ReportPage page, SensorIds sensors, Instant to, PagePosition position)
            throws SQLException, IOException {
        TimeRange range = new TimeRange(Instant.EPOCH, to);
        WindowSink sink = new WindowPage(page, WindowPage.ALL_TIME_COLUMNS);
        new SlicedReader(sensors, range, range.length())
                .read(
                        page,
                        position,
                        page.wanted(),
                        (part, all) -> readPart(
                                page,
                                part,
                                all,
                                sink,
                                (report, some, time, into) -> report.readAllTime(some, time, page.wanted(), into)));
    }

    private void readPart(ReportPage page, SensorIds sensors, TimeRange stretch, WindowSink sink, Part part)
            throws SQLException, IOException {
        Map<Shard, SensorIds> byShard = sensors.byShard(shards);
        if (byShard.size() == 1) {
            Shard only = byShard.keySet().iterator().next();
            part.read(reports.of(only), sensors, stretch, sink);
            return;
        }
        MergedWindows merged = new MergedWindows(page.wanted());
        for (Map.Entry<Shard, SensorIds> some : byShard.entrySet()) {
            part.read(reports.of(some.getKey()), some.getValue(), stretch, merged.next());
        }
        merged.sendTo(sink);
    }

    /** Reads windows of all readings that name a facility. */
    public void readFacility(ReportPage page, String facility, WindowSize size, TimeRange range, PagePosition position)
            throws SQLException, IOException {
        WindowSink sink = new WindowPage(page, WindowPage.FACILITY_COLUMNS);
        SensorIds together = new SensorIds(List.of(""));
        new SlicedReader(together, size.windows(range), size.length())
                .read(page, position, page.wanted(), (one, stretch) -> {
                    if (shards.count() == 1) {
                        reports.all().getFirst().readFacility(facility, size, stretch, page.wanted(), sink);
                        return;
                    }
                    MergedWindows merged = new MergedWindows(page.wanted());
                    for (WindowReport report : reports.all()) {
                        report.readFacility(facility, size, stretch, page.wanted(), merged.next());
                    }
                    merged.sendTo(sink);
                });
    }

    /**
     * Reads a window for each sensor that has readings in a range which name a facility, in no order. Sealed hours at the ends of the range
     * are taken as a whole.
     *
     * @param sensors as many as fit into a statement
     */
    public List<Window> ofEachSensor(SensorIds sensors, String facility, TimeRange range)
            throws SQLException, IOException {
        List<Window> windows = new ArrayList<>();
        for (Map.Entry<Shard, SensorIds> some : sensors.byShard(shards).entrySet()) {
            windows.addAll(reports.of(some.getKey()).ofEachSensor(some.getValue(), facility, range));
        }
        return windows;
    }
}
