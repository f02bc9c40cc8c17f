package dev.millrace.report;

import dev.millrace.http.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers 503, never an empty report, if ClickHouse does not answer: a later request may succeed. */
@Singleton
final class ReportUnavailableHandler implements ExceptionHandler<SQLException, HttpResponse<?>> {
    private static final Logger log = LoggerFactory.getLogger(ReportUnavailableHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // so the interface has it
    public HttpResponse<?> handle(HttpRequest request, SQLException exception) {
        log.warn("{} could not be answered: {}", request.getPath(), exception.toString());
        return Problem.response(
                        HttpStatus.SERVICE_UNAVAILABLE, null, "ClickHouse does not answer reports at the moment.")
                .header("Retry-After", "1");
    }
}
