package dev.millrace.sensor.window;

import dev.millrace.report.Parameters;
import dev.millrace.report.ReportResponses;
import dev.millrace.report.RowBody;
import dev.millrace.time.TimeRange;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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

    /** An empty page. */
    Page page(String name, List<String> columns) throws IOException {
        int limit = parameters.limit(Page.USUAL_ROWS, Page.MOST_ROWS);
        boolean isForSpreadsheet = ReportResponses.isForSpreadsheet(request);
        return new Page(new RowBody(name, columns, ReportResponses.wantsCsv(request), isForSpreadsheet), limit);
    }
}
