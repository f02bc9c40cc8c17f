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
import java.time.InstantSource;
import java.util.List;

/** Answers raw readings, on virtual threads. */
@Controller("/api/sensors")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReadingController {
    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    private final ReadingReport report;
    private final ReportResponses responses;
    private final InstantSource clock;

    ReadingController(ReadingReport report, ReportResponses responses, InstantSource clock) {
        this.report = report;
        this.responses = responses;
        this.clock = clock;
    }

    /** Readings of one sensor. */
    @Get("/{sensor_id}/readings")
    @QueryNames({"from", "to", "limit", "page", "facility", "equipment", "quality", "attributes.*", "csv"})
    HttpResponse<?> readings(HttpRequest<?> request, @PathVariable("sensor_id") String sensorId)
            throws SQLException, IOException {
        return answer(request, SensorIds.asked(List.of(sensorId)));
    }

    /** Readings of some sensors. */
    @Get("/readings")
    @QueryNames(
            value = {"from", "to", "limit", "page", "facility", "equipment", "quality", "attributes.*", "csv"},
            many = "sensor_id")
    HttpResponse<?> readings(HttpRequest<?> request) throws SQLException, IOException {
        return answer(request, new SensorRequest(request, clock.instant()).sensors());
    }

    private HttpResponse<?> answer(HttpRequest<?> request, SensorIds sensors) throws SQLException, IOException {
        SensorRequest asked = new SensorRequest(request, clock.instant());
        String filter = ReadingFilter.condition(request.getParameters());
        TimeRange range = asked.range(USUAL_RANGE);
        return responses.answer(request, JsonLayout.page("readings", ReadingReport.COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            report.read(page, sensors, range, filter, asked.position());
            return page.next();
        });
    }
}
