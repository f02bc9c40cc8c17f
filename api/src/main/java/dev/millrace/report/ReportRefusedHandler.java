package dev.millrace.report;

import dev.millrace.http.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Answers which bound a report has reached, and when to ask again if that can help. */
@Singleton
final class ReportRefusedHandler implements ExceptionHandler<ReportRefusedException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes") // so the interface has it
    public HttpResponse<?> handle(HttpRequest request, ReportRefusedException refused) {
        MutableHttpResponse<?> response =
                Problem.response(refused.status(), refused.parameter(), Objects.requireNonNull(refused.getMessage()));
        return refused.status() == HttpStatus.SERVICE_UNAVAILABLE ? response.header("Retry-After", "1") : response;
    }
}
