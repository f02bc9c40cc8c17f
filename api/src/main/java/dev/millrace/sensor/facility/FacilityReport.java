package dev.millrace.sensor.facility;

import dev.millrace.report.RowBody;
import dev.millrace.sensor.report.PagePosition;
import dev.millrace.sensor.report.ReportPage;
import dev.millrace.sensor.report.SensorIds;
import dev.millrace.sensor.report.Window;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads which facilities there are, and the latest readings of their sensors. Thread-safe; blocks. */
@Singleton
final class FacilityReport {
    static final List<String> FACILITY_COLUMNS = List.of("facility", "sensors");
    static final List<String> SENSOR_COLUMNS = List.of("sensor_id", "ts", "value");

    /** Most facilities on a page: each needs queries of its own, and thousands take longer than a report may. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FacilitySensors sensors;
    private final LatestReadings readings;

    FacilityReport(FacilitySensors sensors, LatestReadings readings) {
        this.sensors = sensors;
        this.readings = readings;
    }

    /**
     * Reads facilities in their order, from a position, with the number of sensors that have a reading which names them; facilities without
     * sensors are left out.
     */
    void readFacilities(ReportPage page, Instant now, PagePosition position) throws SQLException, IOException {
        long begun = System.nanoTime();
        boolean isFirst = true;
        for (String facility : sensors.facilities(position.sensorId(), ReportPage.MOST_ROWS)) {
            if (!isFirst && System.nanoTime() - begun > PATIENCE.toNanos()) {
                page.endBefore(facility, 0);
                return;
            }
            isFirst = false;
            int count = count(facility, now);
            if (count > 0) {
                if (!page.takes(facility, 0)) {
                    return;
                }
                RowBody body = page.body();
                body.beginRow();
                body.text(facility);
                body.number(count);
                body.endRow();
            }
        }
    }

    private int count(String facility, Instant now) throws SQLException, IOException {
        int count = 0;
        SensorIds some = sensors.next(facility, "", false);
        while (some.size() > 0) {
            count += readings.count(some, facility, now);
            some = sensors.next(facility, some.ids().getLast(), true);
        }
        return count;
    }

    /** Reads the sensors of a facility in their order, from a position, each with its latest reading that names the facility. */
    void readSensors(ReportPage page, String facility, Instant now, PagePosition position)
            throws SQLException, IOException {
        SensorIds some = sensors.next(facility, position.sensorId(), false);
        while (some.size() > 0) {
            Map<String, Window> latest = readings.latest(some, facility, now);
            for (String sensor : some.ids()) {
                Window window = latest.get(sensor);
                if (window != null) {
                    if (!page.takes(sensor, 0)) {
                        return;
                    }
                    write(page.body(), window);
                }
            }
            some = sensors.next(facility, some.ids().getLast(), true);
        }
    }

    private static void write(RowBody body, Window latest) throws IOException {
        body.beginRow();
        body.text(latest.sensorId());
        body.text(Instant.ofEpochMilli(latest.lastAt()).toString());
        body.number(latest.last());
        body.endRow();
    }
}
