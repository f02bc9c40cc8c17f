package dev.millrace.report;

import dev.millrace.http.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Names the parameter that is wrong. */
@Singleton
final class WrongParameterHandler implements ExceptionHandler<WrongParameterException, HttpResponse<?>> {
    @Override
    @SuppressWarnings("rawtypes") // so the interface has it
    public HttpResponse<?> handle(HttpRequest request, WrongParameterException wrong) {
        return Problem.response(HttpStatus.UNPROCESSABLE_ENTITY, wrong.parameter(), wrong.reason());
    }
}
