package dev.millrace.http;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses unknown parameters, and single parameters that are repeated: a mistyped filter must not delete, replay or report more than was
 * asked for. A route knows the parameters of its signature and of {@link QueryNames}. Only POSTs of events may have others, which are
 * ignored. Thread-safe.
 */
@ServerFilter("/api/**")
final class QueryCheck {
    private final Map<RouteInfo<?>, Names> known = new ConcurrentHashMap<>();

    /** The parameters that one route knows. */
    private record Names(Set<String> one, Set<String> many) {
        boolean has(String name) {
            return contains(one, name) || contains(many, name);
        }

        private static boolean contains(Set<String> names, String name) {
            return names.contains(name)
                    || names.stream()
                            .anyMatch(known -> known.endsWith("*")
                                    && name.length() >= known.length()
                                    && name.startsWith(known.substring(0, known.length() - 1)));
        }

        /** Lists all of them, for the sender. */
        String text() {
            Set<String> all = new TreeSet<>(one);
            all.addAll(many);
            return all.isEmpty() ? "none is known" : "known are " + String.join(", ", all);
        }
    }

    /** Null if nothing is wrong. */
    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        HttpParameters parameters = request.getParameters();
        if (parameters.isEmpty()) {
            return null;
        }
        RouteInfo<?> route = RouteAttributes.getRouteInfo(request).orElse(null);
        if (route == null) {
            return null;
        }
        boolean mayHaveOthers = isPostOfEvents(request, route);
        Names names = known.computeIfAbsent(route, QueryCheck::names);
        for (String name : parameters.names()) {
            if (!names.has(name)) {
                if (mayHaveOthers) {
                    continue;
                }
                return refused(name, "There is no parameter %s here: %s.".formatted(name, names.text()));
            }
            if (parameters.getAll(name).size() > 1 && !Names.contains(names.many(), name)) {
                return refused(name, "%s may be given only once.".formatted(name));
            }
        }
        return null;
    }

    private static HttpResponse<?> refused(String name, String detail) {
        return Problem.response(HttpStatus.UNPROCESSABLE_ENTITY, name, detail);
    }

    private static boolean isPostOfEvents(HttpRequest<?> request, RouteInfo<?> route) {
        return request.getMethod() == HttpMethod.POST
                && !route.getAnnotationMetadata().hasAnnotation(QueryNames.class);
    }

    private static Names names(RouteInfo<?> route) {
        AnnotationMetadata annotations = route.getAnnotationMetadata();
        Set<String> one = new TreeSet<>(Set.of(annotations.stringValues(QueryNames.class)));
        if (route instanceof MethodBasedRouteInfo<?, ?> method) {
            for (Argument<?> argument : method.getTargetMethod().getArguments()) {
                if (argument.getAnnotationMetadata().hasAnnotation(QueryValue.class)) {
                    one.add(argument.getAnnotationMetadata()
                            .stringValue(QueryValue.class)
                            .orElse(argument.getName()));
                }
            }
        }
        return new Names(one, Set.of(annotations.stringValues(QueryNames.class, "many")));
    }
}
