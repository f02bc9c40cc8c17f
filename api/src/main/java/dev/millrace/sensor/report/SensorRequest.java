package dev.millrace.sensor.report;

import dev.millrace.report.ReportParameters;
import dev.millrace.report.RowBody;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/** Reads the parameters of a report about sensors. */
public final class SensorRequest {
    private final HttpRequest<?> request;
    private final ReportParameters parameters;

    /** @param now the end of a range that names none */
    public SensorRequest(HttpRequest<?> request, Instant now) {
        this.request = request;
        this.parameters = new ReportParameters(request.getParameters(), now);
    }

    SensorIds sensors() {
        return SensorIds.asked(request.getParameters().getAll("sensor_id"));
    }

    /** Returns the range that is asked for; without a start it has that length. */
    public TimeRange range(Duration unlessGiven) {
        return parameters.range(unlessGiven);
    }

    /** Returns where the page begins. */
    public PagePosition position() {
        return PagePosition.of(request.getParameters().get("page"));
    }

    /** Returns a page that writes to a body. */
    public ReportPage page(RowBody rows) {
        return new ReportPage(rows, parameters.limit(ReportPage.USUAL_ROWS, ReportPage.MOST_ROWS));
    }
}
