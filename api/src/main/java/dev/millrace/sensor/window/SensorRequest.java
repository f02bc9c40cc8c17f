package dev.millrace.sensor.window;

import dev.millrace.report.ReportParameters;
import dev.millrace.report.RowBody;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/** Reads the parameters of a report about sensors. */
final class SensorRequest {
    private final HttpRequest<?> request;
    private final ReportParameters parameters;

    SensorRequest(HttpRequest<?> request, Instant now) {
        this.request = request;
        this.parameters = new ReportParameters(request.getParameters(), now);
    }

    SensorIds sensors() {
        return SensorIds.asked(request.getParameters().getAll("sensor_id"));
    }

    TimeRange range(Duration unlessGiven) {
        return parameters.range(unlessGiven);
    }

    PagePosition position() {
        return PagePosition.of(request.getParameters().get("page"));
    }

    /** A page that is filled. */
    ReportPage page(RowBody rows) {
        return new ReportPage(rows, parameters.limit(ReportPage.USUAL_ROWS, ReportPage.MOST_ROWS));
    }
}
