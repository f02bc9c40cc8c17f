package dev.millrace.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Gives a problem to pages of other origins, to which the framework answers 403 and nothing else. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class ForeignPageFilter implements Ordered {
    @ResponseFilter
    void explain(HttpRequest<?> request, MutableHttpResponse<?> response) {
        // Not status(): an answer may have one that the framework has no name for.
        if (response.code() != HttpStatus.FORBIDDEN.getCode()
                || response.getBody().isPresent()) {
            return;
        }
        response.contentType(Problem.MEDIA_TYPE);
        if (request.getMethod() != HttpMethod.HEAD) {
            response.body(Problem.of(
                    HttpStatus.FORBIDDEN,
                    "Origin",
                    "Pages of this origin may not read answers: MILLRACE_CORS_ORIGINS."));
        }
    }

    /** Returns an order in front of the filter that answers so. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
