package dev.millrace.sensor.facility;

import dev.millrace.sensor.report.SensorIds;
import dev.millrace.sensor.report.ShardedWindowReport;
import dev.millrace.sensor.report.Window;
import dev.millrace.time.TimeRange;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds readings of sensors that name a facility. It searches step by step, each time only for sensors without a result: most have a
 * reading of the last minutes, and sensors that have been silent for years are searched in windows of hours. Thread-safe; blocks.
 */
@Singleton
final class LatestReadings {
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** Hours older than this are sealed, unless there was trouble. */
    private static final int OPEN_HOURS = 3;

    /** Readings may be a little ahead of the clock. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final ShardedWindowReport windows;

    LatestReadings(ShardedWindowReport windows) {
        this.windows = windows;
    }

    /** Returns for each sensor that has any a window whose last reading is the latest that names the facility. */
    Map<String, Window> latest(SensorIds sensors, String facility, Instant now) throws SQLException, IOException {
        List<TimeRange> steps = steps(now);
        return find(sensors, facility, steps);
    }

    /** Counts the sensors with a reading that names the facility. For most of them windows of hours suffice. */
    int count(SensorIds sensors, String facility, Instant now) throws SQLException, IOException {
        List<TimeRange> steps = steps(now);
        return find(sensors, facility, List.of(steps.get(2), steps.get(0), steps.get(1), steps.get(3), steps.get(4)))
                .size();
    }

    /** Returns the ranges to search, from now into the past, which together are all of time. */
    private static List<TimeRange> steps(Instant now) {
        Instant recent = now.minus(RECENT);
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        Instant open = hour.minus(OPEN_HOURS, ChronoUnit.HOURS);
        Instant day = hour.minus(1, ChronoUnit.DAYS);
        Instant month = hour.minus(30, ChronoUnit.DAYS);
        return List.of(
                new TimeRange(recent, now.plus(AHEAD)),
                new TimeRange(open, recent),
                new TimeRange(day, open),
                new TimeRange(month, day),
                new TimeRange(Instant.EPOCH, month));
    }

    private Map<String, Window> find(SensorIds sensors, String facility, List<TimeRange> steps)
            throws SQLException, IOException {
        Map<String, Window> found = new HashMap<>();
        SensorIds wanted = sensors;
        for (TimeRange step : steps) {
            if (wanted.size() > 0) {
                for (Window window : windows.ofEachSensor(wanted, facility, step)) {
                    found.put(window.sensorId(), window);
                }
                wanted = new SensorIds(wanted.ids().stream()
                        .filter(sensor -> !found.containsKey(sensor))
                        .toList());
            }
        }
        return found;
    }
}
