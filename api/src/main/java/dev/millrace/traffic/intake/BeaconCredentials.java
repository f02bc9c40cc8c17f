package dev.millrace.traffic.intake;

import dev.millrace.gate.Origins;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.annotation.PreMatching;

/**
 * Lets pages of the allowed origins send beacons of JSON. Browsers send a beacon with their cookies, and one of {@code application/json}
 * only after a preflight has permitted that. Other routes do not permit it: a proxy in front may identify persons by cookies, and pages
 * must not read reports. Comes before the framework's own filter, which would answer the preflight.
 */
@ServerFilter("/api/traffic/beacon")
final class BeaconCredentials implements Ordered {
    private static final String HEADERS = "Authorization,Content-Type,Content-Encoding,Traceparent,Tracestate";
    private static final String SECONDS = "3600";

    private final Origins origins;

    BeaconCredentials(Origins origins) {
        this.origins = origins;
    }

    /** Answers a preflight request; null if this is not one, or if its page is not permitted. */
    @RequestFilter
    @PreMatching
    @Nullable
    HttpResponse<?> preflight(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        String method = request.getHeaders().get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (request.getMethod() != HttpMethod.OPTIONS
                || origin == null
                || !origins.contains(origin)
                || !HttpMethod.POST.name().equals(method)) {
            return null;
        }
        return HttpResponse.ok()
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method)
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS)
                .header(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }

    @ResponseFilter
    void answer(MutableHttpResponse<?> answer) {
        if (answer.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            answer.getHeaders().set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
