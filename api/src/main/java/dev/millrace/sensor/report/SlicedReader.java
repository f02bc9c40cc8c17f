package dev.millrace.sensor.report;

import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads a page in pieces, so that ClickHouse does not sort years of many sensors to answer a thousand rows: first about as much as fills
 * the page if there are readings all the time, then four times as much, and so on. A piece has many sensors, or a part of the range of one
 * sensor.
 */
final class SlicedReader {
    /** Reads one piece. */
    @FunctionalInterface
    interface Reader {
        void read(SensorIds sensors, TimeRange range) throws SQLException, IOException;
    }

    private static final int FACTOR = 4;
    private static final long MOST_UNITS = 1L << 40;

    private final SensorIds sensors;
    private final TimeRange range;
    private final Duration unit;

    /** @param unit the length of a window; the range has whole ones */
    SlicedReader(SensorIds sensors, TimeRange range, Duration unit) {
        this.sensors = sensors;
        this.range = range;
        this.unit = unit;
    }

    /**
     * Reads from a position until the page is full, or everything is read.
     *
     * @param units how many sensors' windows to read first
     */
    void read(ReportPage page, PagePosition position, long units, Reader reader) throws SQLException, IOException {
        int sensor = sensors.firstFrom(position.sensorId());
        Instant from = range.from();
        if (sensor < sensors.size() && sensors.ids().get(sensor).equals(position.sensorId())) {
            Instant wanted = Instant.ofEpochMilli(position.millis());
            from = wanted.isAfter(from) ? wanted : from;
        }
        long most = units;
        long ofSensor = Math.max(1, Math.ceilDiv(range.length().toMillis(), unit.toMillis()));
        while (sensor < sensors.size() && !page.isFull()) {
            if (ofSensor > most || from.isAfter(range.from())) {
                Instant to = end(from, most);
                if (from.isBefore(to)) {
                    reader.read(sensors.part(sensor, sensor + 1), new TimeRange(from, to));
                }
                from = to;
                if (!to.isBefore(range.to())) {
                    from = range.from();
                    sensor++;
                }
            } else {
                SensorIds some = sensors.thatFit(sensor, most / ofSensor);
                reader.read(some, range);
                sensor += some.size();
            }
            most = Math.min(most * FACTOR, MOST_UNITS);
        }
    }

    private Instant end(Instant from, long units) {
        long left = Math.ceilDiv(Math.max(0, range.to().toEpochMilli() - from.toEpochMilli()), unit.toMillis());
        return left <= units ? range.to() : from.plus(unit.multipliedBy(units));
    }
}
