package dev.millrace.http;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Turns the errors that Micronaut answers by itself (an unknown route, a parameter that does not convert, ...) into problems. */
@Singleton
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        @SuppressWarnings("unchecked") // the body is set below, or there is none
        MutableHttpResponse<Problem> answer = (MutableHttpResponse<Problem>) response;
        if (context.getRequest().getMethod() == HttpMethod.HEAD) {
            return answer;
        }
        String detail = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        String field = context.getErrors().stream()
                .flatMap(error -> error.getPath().stream())
                .map(path -> path.replaceFirst("^/", ""))
                .findFirst()
                .orElse(null);
        if (response.status().getCode() >= 500) {
            // Details of an internal error are for the log; the sender can only try again.
            detail = "";
        }
        return answer.body(Problem.of(response.status(), field, detail.isEmpty() ? response.reason() : detail))
                .contentType(Problem.MEDIA_TYPE);
    }
}
