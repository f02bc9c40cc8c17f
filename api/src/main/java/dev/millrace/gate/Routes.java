package dev.millrace.gate;

import io.netty.handler.codec.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Finds the {@link Route} of a request from its method and path, by the paths of all kinds of events. Thread-safe. */
@Singleton
final class Routes {
    private final List<String> events;
    private final List<String> beacons;
    private final List<String> deletions;
    private final List<String> reports;

    Routes(Collection<ApiPaths> kinds) {
        this.events = all(kinds, ApiPaths::events);
        this.beacons = all(kinds, ApiPaths::beacons);
        this.deletions = all(kinds, ApiPaths::deletions);
        this.reports = all(kinds, ApiPaths::reports);
    }

    private static List<String> all(Collection<ApiPaths> kinds, Function<ApiPaths, List<String>> paths) {
        return kinds.stream().map(paths).flatMap(List::stream).toList();
    }

    /** @param target in the canonical form of {@link RequestTarget} */
    Route of(HttpMethod method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (isUnder(events, path)) {
            return ofEvents(method, reads, path);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            // A browser sends this preflight request without its key.
            return Route.OPEN;
        }
        if (method.equals(HttpMethod.DELETE) && isUnder(deletions, path)) {
            return Route.EDIT;
        }
        if (reads && isUnder(reports, path)) {
            return Route.READ;
        }
        return reads ? ofReading(path) : Route.ADMIN;
    }

    private Route ofEvents(HttpMethod method, boolean reads, String path) {
        if (method.equals(HttpMethod.POST)) {
            return beacons.contains(path) ? Route.BEACON : Route.WRITE;
        }
        if (reads) {
            return Route.READ;
        }
        return method.equals(HttpMethod.OPTIONS) ? Route.OPEN : Route.EDIT;
    }

    private static Route ofReading(String path) {
        return switch (path) {
            case "/health", "/health/liveness", "/health/readiness", "/openapi" -> Route.OPEN;
            case "/prometheus" -> Route.READ;
            default -> Route.ADMIN;
        };
    }

    private static boolean isUnder(List<String> prefixes, String path) {
        for (String prefix : prefixes) {
            if (isUnder(prefix, path)) {
                return true;
            }
        }
        return false;
    }

    /** Returns true for the prefix itself and paths below it. */
    private static boolean isUnder(String prefix, String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
                && !path.contains("//");
    }
}
