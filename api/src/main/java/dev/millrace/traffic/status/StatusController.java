package dev.millrace.traffic.status;

import dev.millrace.http.Problem;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Answers where an event is, on virtual threads. */
@Controller("/api/traffic")
@ExecuteOn(TaskExecutors.BLOCKING)
final class StatusController {
    private final EventLocator locator;

    StatusController(EventLocator locator) {
        this.locator = locator;
    }

    /** Answers where the page views with that id are; 404 if none is known. */
    @Get("/{request_id}")
    HttpResponse<?> status(@PathVariable("request_id") String requestId) throws SQLException, InterruptedException {
        OptionalLong id = UnsignedDecimal.parse(requestId);
        if (id.isEmpty()) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "request_id",
                    "request_id must be a whole number from 0 to 18446744073709551615");
        }
        ViewStatus status;
        try {
            status = locator.of(id.getAsLong());
        } catch (IOException e) {
            return Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, "The buffer cannot be read at the moment.")
                    .header("Retry-After", "1");
        }
        return status.state() == ViewStatus.State.UNKNOWN ? HttpResponse.notFound(status) : HttpResponse.ok(status);
    }
}
