package dev.millrace.http;

import dev.millrace.log.LimitedLog;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/** Turns the errors that Micronaut answers by itself (an unknown route, a parameter that does not convert, ...) into problems. */
@Singleton
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {
    private static final int INTERNAL_ERROR = 500;
    private static final LimitedLog log = new LimitedLog(ProblemProcessor.class);

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        @SuppressWarnings("unchecked") // the body is set below, or there is none
        MutableHttpResponse<Problem> answer = (MutableHttpResponse<Problem>) response;
        if (response.status().getCode() >= INTERNAL_ERROR) {
            return failed(context, answer);
        }
        if (context.getRequest().getMethod() == HttpMethod.HEAD) {
            return answer;
        }
        String detail = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        String field = context.getErrors().stream()
                .flatMap(error -> error.getPath().stream())
                .map(path -> path.replaceFirst("^/", ""))
                .findFirst()
                .orElse(null);
        return answer.body(Problem.of(response.status(), field, detail.isEmpty() ? response.reason() : detail))
                .contentType(Problem.MEDIA_TYPE);
    }

    /** Details of an internal error are for the log: the sender can only try again. */
    private static MutableHttpResponse<Problem> failed(ErrorContext context, MutableHttpResponse<Problem> answer) {
        HttpRequest<?> request = context.getRequest();
        String route = request.getMethodName() + " "
                + BasicHttpAttributes.getUriTemplate(request).orElse("of an unknown route");
        Optional<Throwable> cause = context.getRootCause();
        LimitedLog.Fault fault = log.fault(
                Level.ERROR, route + ": " + cause.map(LimitedLog::kindOf).orElse(answer.reason()));
        fault.line().addKeyValue("route", route).setCause(cause.orElse(null)).log("A request could not be worked on");
        if (request.getMethod() == HttpMethod.HEAD) {
            return answer;
        }
        return answer.body(Problem.logged(answer.status(), answer.reason(), fault.request()))
                .contentType(Problem.MEDIA_TYPE);
    }
}
