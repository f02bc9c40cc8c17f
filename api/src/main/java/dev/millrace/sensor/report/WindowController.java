package dev.millrace.sensor.report;

import dev.millrace.http.QueryNames;
import dev.millrace.report.JsonLayout;
import dev.millrace.report.ReportResponses;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Answers windows of sensors, on virtual threads. */
@Controller("/api/sensors")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class WindowController {
    /** Readings may be a little ahead of the clock. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final ShardedWindowReport report;
    private final ReportResponses responses;
    private final InstantSource clock;

    WindowController(ShardedWindowReport report, ReportResponses responses, InstantSource clock) {
        this.report = report;
        this.responses = responses;
        this.clock = clock;
    }

    /** Windows of a minute of one sensor. */
    @Get("/{sensor_id}/1m")
    @QueryNames({"from", "to", "limit", "page", "csv"})
    HttpResponse<?> minutes(HttpRequest<?> request, @PathVariable("sensor_id") String sensorId)
            throws SQLException, IOException {
        return windows(request, SensorIds.asked(List.of(sensorId)), WindowSize.MINUTE);
    }

    /** Windows of an hour of one sensor. */
    @Get("/{sensor_id}/1h")
    @QueryNames({"from", "to", "limit", "page", "csv"})
    HttpResponse<?> hours(HttpRequest<?> request, @PathVariable("sensor_id") String sensorId)
            throws SQLException, IOException {
        return windows(request, SensorIds.asked(List.of(sensorId)), WindowSize.HOUR);
    }

    /** Windows of a day of one sensor. */
    @Get("/{sensor_id}/1d")
    @QueryNames({"from", "to", "limit", "page", "csv"})
    HttpResponse<?> days(HttpRequest<?> request, @PathVariable("sensor_id") String sensorId)
            throws SQLException, IOException {
        return windows(request, SensorIds.asked(List.of(sensorId)), WindowSize.DAY);
    }

    /** Answers the window of all time of one sensor. */
    @Get("/{sensor_id}/all")
    @QueryNames({"limit", "page", "csv"})
    HttpResponse<?> allTime(HttpRequest<?> request, @PathVariable("sensor_id") String sensorId)
            throws SQLException, IOException {
        return allTime(request, SensorIds.asked(List.of(sensorId)));
    }

    /** Windows of a minute of some sensors. */
    @Get("/1m")
    @QueryNames(
            value = {"from", "to", "limit", "page", "csv"},
            many = "sensor_id")
    HttpResponse<?> minutes(HttpRequest<?> request) throws SQLException, IOException {
        return windows(request, ask(request).sensors(), WindowSize.MINUTE);
    }

    /** Windows of an hour of some sensors. */
    @Get("/1h")
    @QueryNames(
            value = {"from", "to", "limit", "page", "csv"},
            many = "sensor_id")
    HttpResponse<?> hours(HttpRequest<?> request) throws SQLException, IOException {
        return windows(request, ask(request).sensors(), WindowSize.HOUR);
    }

    /** Windows of a day of some sensors. */
    @Get("/1d")
    @QueryNames(
            value = {"from", "to", "limit", "page", "csv"},
            many = "sensor_id")
    HttpResponse<?> days(HttpRequest<?> request) throws SQLException, IOException {
        return windows(request, ask(request).sensors(), WindowSize.DAY);
    }

    /** Answers the windows of all time of several sensors. */
    @Get("/all")
    @QueryNames(
            value = {"limit", "page", "csv"},
            many = "sensor_id")
    HttpResponse<?> allTime(HttpRequest<?> request) throws SQLException, IOException {
        return allTime(request, ask(request).sensors());
    }

    private HttpResponse<?> windows(HttpRequest<?> request, SensorIds sensors, WindowSize size)
            throws SQLException, IOException {
        SensorRequest asked = ask(request);
        TimeRange range = asked.range(size.usualRange());
        PagePosition position = asked.position();
        return responses.answer(request, JsonLayout.page("windows", WindowPage.COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            report.read(page, sensors, size, range, position);
            return page.next();
        });
    }

    private HttpResponse<?> allTime(HttpRequest<?> request, SensorIds sensors) throws SQLException, IOException {
        SensorRequest asked = ask(request);
        Instant end = clock.instant().plus(AHEAD);
        return responses.answer(request, JsonLayout.page("windows", WindowPage.ALL_TIME_COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            report.readAllTime(page, sensors, end, asked.position());
            return page.next();
        });
    }

    private SensorRequest ask(HttpRequest<?> request) {
        return new SensorRequest(request, clock.instant());
    }
}
