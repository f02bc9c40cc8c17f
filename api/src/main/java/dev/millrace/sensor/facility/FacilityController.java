package dev.millrace.sensor.facility;

import dev.millrace.http.QueryNames;
import dev.millrace.report.JsonLayout;
import dev.millrace.report.ReportResponses;
import dev.millrace.sensor.report.ReportPage;
import dev.millrace.sensor.report.SensorIds;
import dev.millrace.sensor.report.SensorRequest;
import dev.millrace.sensor.report.ShardedWindowReport;
import dev.millrace.sensor.report.WindowPage;
import dev.millrace.sensor.report.WindowSize;
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
import java.time.InstantSource;

/** Answers reports about facilities, on virtual threads. */
@Controller("/api/facilities")
@Produces({MediaType.APPLICATION_JSON, ReportResponses.CSV, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
final class FacilityController {
    private static final String FACILITY = "facility";

    private final FacilityReport facilities;
    private final ShardedWindowReport windows;
    private final ReportResponses responses;
    private final InstantSource clock;

    FacilityController(
            FacilityReport facilities, ShardedWindowReport windows, ReportResponses responses, InstantSource clock) {
        this.facilities = facilities;
        this.windows = windows;
        this.responses = responses;
        this.clock = clock;
    }

    /** Lists every facility that a reading names, with the number of sensors that have such readings. */
    @Get
    @QueryNames({"limit", "page", "csv"})
    HttpResponse<?> facilities(HttpRequest<?> request) throws SQLException, IOException {
        SensorRequest asked = ask(request);
        return responses.answer(request, JsonLayout.page("facilities", FacilityReport.FACILITY_COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            facilities.readFacilities(page, clock.instant(), asked.position());
            return page.next();
        });
    }

    /** Answers the latest reading of each sensor that names the facility. */
    @Get("/{facility}/sensors")
    @QueryNames({"limit", "page", "csv"})
    HttpResponse<?> sensors(HttpRequest<?> request, @PathVariable(FACILITY) String facility)
            throws SQLException, IOException {
        SensorIds.requireName(FACILITY, facility);
        SensorRequest asked = ask(request);
        return responses.answer(request, JsonLayout.page("sensors", FacilityReport.SENSOR_COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            facilities.readSensors(page, facility, clock.instant(), asked.position());
            return page.next();
        });
    }

    /** Answers windows of a minute of all readings that name the facility. */
    @Get("/{facility}/1m")
    @QueryNames({"from", "to", "limit", "page", "csv"})
    HttpResponse<?> minutes(HttpRequest<?> request, @PathVariable(FACILITY) String facility)
            throws SQLException, IOException {
        return windows(request, facility, WindowSize.MINUTE);
    }

    /** Answers windows of an hour of all readings that name the facility. */
    @Get("/{facility}/1h")
    @QueryNames({"from", "to", "limit", "page", "csv"})
    HttpResponse<?> hours(HttpRequest<?> request, @PathVariable(FACILITY) String facility)
            throws SQLException, IOException {
        return windows(request, facility, WindowSize.HOUR);
    }

    private HttpResponse<?> windows(HttpRequest<?> request, String facility, WindowSize size)
            throws SQLException, IOException {
        SensorIds.requireName(FACILITY, facility);
        SensorRequest asked = ask(request);
        TimeRange range = asked.range(size.usualRange());
        return responses.answer(request, JsonLayout.page("windows", WindowPage.FACILITY_COLUMNS), rows -> {
            ReportPage page = asked.page(rows);
            windows.readFacility(page, facility, size, range, asked.position());
            return page.next();
        });
    }

    private SensorRequest ask(HttpRequest<?> request) {
        return new SensorRequest(request, clock.instant());
    }
}
