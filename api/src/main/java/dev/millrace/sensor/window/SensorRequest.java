package dev.millrace.sensor.window;

import dev.millrace.report.Parameters;
import dev.millrace.report.RowBody;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/** What a request for a report about sensors asks for. */
final class SensorRequest {
    private final HttpRequest<?> request;
    private final Parameters parameters;

    SensorRequest(HttpRequest<?> request, Instant now) {
        this.request = request;
        this.parameters = new Parameters(request.getParameters(), now);
    }

    SensorIds sensors() {
        return SensorIds.asked(request.getParameters().getAll("sensor_id"));
    }

    TimeRange range(Duration unlessGiven) {
        return parameters.range(unlessGiven);
    }

    Position position() {
        return Position.of(request.getParameters().get("page"));
    }

    /** A page that is filled. */
    Page page(RowBody rows) {
        return new Page(rows, parameters.limit(Page.USUAL_ROWS, Page.MOST_ROWS));
    }
}
