package dev.millrace.sensor.report;

import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads windows of one shard: sealed hours from the rollups, the others from raw rows. Thread-safe; blocks. */
@EachBean(Shard.class)
final class WindowReport {
    private static final String MINUTES = "sensor_minute";
    private static final String HOURS = "sensor_hour";
    private static final String OF_MINUTE = "toUnixTimestamp(toStartOfMinute(${moment}))";
    private static final String OF_HOUR = "toUnixTimestamp(toStartOfHour(${moment}))";
    private static final String OF_DAY = "toUnixTimestamp(toStartOfDay(${moment}))";
    private static final String OF_ALL_TIME = "toUInt32(0)";
    private static final TimeRange ALL_TIME = new TimeRange(Instant.EPOCH, Instant.MAX);

    /** A window may be in two rows of a statement, one of the rollup and one of raw rows. */
    private static final int MOST_ROWS_OF_A_WINDOW = 2;

    /** The first and the last hour of a sensor may have no requested minute. */
    private static final int EMPTY_ROWS = 2;

    /** The most minutes of the first and the last hour that are not requested. */
    private static final int EMPTY_WINDOWS = 118;

    private final SensorHours hours;
    private final ReportQueries reports;

    WindowReport(@Parameter SensorHours hours, @Parameter ReportQueries reports) {
        this.hours = hours;
        this.reports = reports;
    }

    /**
     * Reads windows of sensors, in the order of sensors and times.
     *
     * @param wanted how many are worth reading
     */
    void read(SensorIds sensors, WindowSize size, TimeRange range, int wanted, WindowSink sink)
            throws SQLException, IOException {
        WindowRows rows = new WindowRows(sink, range);
        String rollup = size == WindowSize.MINUTE ? MINUTES : HOURS;
        long limit = (long) MOST_ROWS_OF_A_WINDOW * wanted + (long) EMPTY_ROWS * sensors.size();
        WindowStatements.Asked asked =
                asked(rollup, sensors.condition(), range, limit, sensors.size() == 1, size == WindowSize.DAY);
        if (size == WindowSize.DAY) {
            try (RowReader answer = reports.open(WindowStatements.summed(asked, OF_DAY))) {
                rows.readSummed(answer);
            }
        } else {
            try (RowReader answer = reports.open(WindowStatements.hourByHour(asked, size == WindowSize.MINUTE))) {
                rows.readHourByHour(answer);
            }
        }
    }

    /** Reads the window of each sensor in a range that begins with 1970, in the order of sensors. */
    void readAllTime(SensorIds sensors, TimeRange all, int wanted, WindowSink sink) throws SQLException, IOException {
        long limit = (long) MOST_ROWS_OF_A_WINDOW * wanted;
        boolean isOne = sensors.size() == 1;
        WindowStatements.Asked asked = asked(HOURS, sensors.condition(), all, limit, isOne, true);
        WindowRows rows = new WindowRows(sink, all);
        try (RowReader answer = reports.open(
                isOne ? WindowStatements.piecesOfAllTime(asked) : WindowStatements.summed(asked, OF_ALL_TIME))) {
            if (isOne) {
                rows.readPiecesOfAllTime(answer, sensors.ids().getFirst());
            } else {
                rows.readSummed(answer);
            }
        }
    }

    /** Reads windows of all readings that name a facility, in the order of times. */
    void readFacility(String facility, WindowSize size, TimeRange stretch, int wanted, WindowSink sink)
            throws SQLException, IOException {
        String start = size == WindowSize.MINUTE ? OF_MINUTE : OF_HOUR;
        long limit = (long) MOST_ROWS_OF_A_WINDOW * (wanted + EMPTY_WINDOWS);
        WindowStatements.Asked asked = asked(
                size == WindowSize.MINUTE ? MINUTES : HOURS,
                SensorIds.conditionOf(facility),
                stretch,
                limit,
                false,
                false);
        try (RowReader answer = reports.open(WindowStatements.ofFacility(asked, facility, "''", start))) {
            new WindowRows(sink, stretch).readSummedOfFacility(answer);
        }
    }

    /**
     * Reads a window for each sensor that has readings in a range which name a facility. Sealed hours at the ends of the range are taken as
     * a whole.
     *
     * @param sensors as many as fit into a statement
     */
    List<Window> ofEachSensor(SensorIds sensors, String facility, TimeRange range) throws SQLException, IOException {
        List<Window> windows = new ArrayList<>();
        WindowStatements.Asked asked =
                asked(HOURS, sensors.condition(), range, (long) MOST_ROWS_OF_A_WINDOW * sensors.size(), false, true);
        try (RowReader answer = reports.open(WindowStatements.ofFacility(asked, facility, "sensor_id", OF_ALL_TIME))) {
            new WindowRows(all(windows), ALL_TIME).readSummedOfFacility(answer);
        }
        return windows;
    }

    private static WindowSink all(List<Window> windows) {
        return new WindowSink() {
            @Override
            public boolean takes(String sensorId, long start) {
                return true;
            }

            @Override
            public void add(Window window) {
                windows.add(window);
            }
        };
    }

    private WindowStatements.Asked asked(
            String rollup, String sensors, TimeRange range, long limit, boolean isNarrow, boolean byDay)
            throws SQLException {
        HourPlan plan = hours.plan(rollup, wholeHours(range), sensors, byDay);
        return new WindowStatements.Asked(rollup, sensors, range, plan, limit, isNarrow);
    }

    /** Widens a range to whole hours, because the rollup has the windows of an hour together. */
    private static TimeRange wholeHours(TimeRange range) {
        Instant from = range.from().truncatedTo(ChronoUnit.HOURS);
        Instant to = range.to().plus(1, ChronoUnit.HOURS).minusNanos(1).truncatedTo(ChronoUnit.HOURS);
        return new TimeRange(from, to);
    }
}
