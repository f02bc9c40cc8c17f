package dev.millrace.report;

import dev.millrace.http.Problem;
import dev.millrace.log.LimitedLog;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.slf4j.event.Level;

/** Answers 503, never an empty report, if ClickHouse does not answer: a later request may succeed. */
@Singleton
final class ReportUnavailableHandler implements ExceptionHandler<SQLException, HttpResponse<?>> {
    private static final LimitedLog log = new LimitedLog(ReportUnavailableHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // so the interface has it
    public HttpResponse<?> handle(HttpRequest request, SQLException exception) {
        // Not the path: it says about whom the report is.
        String route =
                BasicHttpAttributes.getUriTemplate((HttpRequest<?>) request).orElse("A report");
        LimitedLog.Fault fault = log.fault(Level.WARN, route + ": " + LimitedLog.kindOf(exception));
        fault.line().log("{} could not be answered: {}", route, exception.toString());
        return HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .body(Problem.logged(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "ClickHouse does not answer reports at the moment.",
                        fault.request()))
                .contentType(Problem.MEDIA_TYPE)
                .header("Retry-After", "1");
    }
}
