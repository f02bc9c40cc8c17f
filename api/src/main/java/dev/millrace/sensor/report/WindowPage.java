package dev.millrace.sensor.report;

import dev.millrace.report.RowBody;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Writes windows to a page. Not thread-safe. */
public final class WindowPage implements WindowSink {
    /** The columns of windows that begin at a time. */
    static final List<String> COLUMNS =
            List.of("sensor_id", "start", "count", "min", "max", "avg", "sum", "first", "last");

    /** The columns of windows of all time, which begin with their first readings. */
    static final List<String> ALL_TIME_COLUMNS =
            List.of("sensor_id", "start", "last_at", "count", "min", "max", "avg", "sum", "first", "last");

    /** The columns of windows of all sensors of a facility together. */
    public static final List<String> FACILITY_COLUMNS = COLUMNS.subList(1, COLUMNS.size());

    private final ReportPage page;
    private final List<String> columns;

    /** @param columns one of those above */
    WindowPage(ReportPage page, List<String> columns) {
        this.page = page;
        this.columns = columns;
    }

    @Override
    public boolean takes(String sensorId, long start) {
        return page.takes(sensorId, start * 1000);
    }

    @Override
    public void add(Window window) throws IOException {
        RowBody body = page.body();
        boolean isAllTime = columns.equals(ALL_TIME_COLUMNS);
        body.beginRow();
        if (!columns.equals(FACILITY_COLUMNS)) {
            body.text(window.sensorId());
        }
        body.text((isAllTime ? Instant.ofEpochMilli(window.firstAt()) : Instant.ofEpochSecond(window.start()))
                .toString());
        if (isAllTime) {
            body.text(Instant.ofEpochMilli(window.lastAt()).toString());
        }
        body.number(window.count());
        body.number(window.min());
        body.number(window.max());
        body.number(window.sum().mean(window.count()));
        OptionalDouble sum = window.sum().value();
        if (sum.isPresent()) {
            body.number(sum.getAsDouble());
        } else {
            body.none();
        }
        body.number(window.first());
        body.number(window.last());
        body.endRow();
    }
}
