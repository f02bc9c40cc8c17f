package dev.millrace.gate;

import dev.millrace.auth.Permission;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * What kind of request it is, from its method and path alone. What is not known here is for administrators, so a route that is new, or
 * a path that is written in an unusual way, is never open by accident.
 */
enum Route {
    /** Answers nobody minds: whether it lives, and what it understands. */
    OPEN(null, false),
    /** Reports, and what is known of an event. */
    READ(Permission.READ, false),
    /** Brings events. */
    WRITE(Permission.WRITE, true),
    /** Brings events of a browser that cannot set headers: the key may stand in the URL. */
    BEACON(Permission.WRITE, true),
    /** Changes, deletes or erases events. */
    EDIT(Permission.ADMIN, true),
    /** Everything else. */
    ADMIN(Permission.ADMIN, false);

    private static final String EVENTS = "/api/traffic";
    private static final String SENSORS = "/api/sensors";
    private static final String BEACONS = "/api/traffic/beacon";
    private static final String USERS = "/api/users";

    private final @Nullable Permission permission;
    private final boolean needsBuffer;

    Route(@Nullable Permission permission, boolean needsBuffer) {
        this.permission = permission;
        this.needsBuffer = needsBuffer;
    }

    /** What a key must permit; null if no key is needed. */
    @Nullable
    Permission permission() {
        return permission;
    }

    /** True if it cannot succeed while the buffer takes nothing. */
    boolean needsBuffer() {
        return needsBuffer;
    }

    /** @param uri as it stands in the request's first line */
    static Route of(HttpMethod method, String uri) {
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (isUnder(EVENTS, uri, end) || isUnder(SENSORS, uri, end)) {
            return ofEvents(method, reads, uri, end);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            // A browser asks so, without its key, before it sends one.
            return OPEN;
        }
        if (method.equals(HttpMethod.DELETE) && isUnder(USERS, uri, end)) {
            return EDIT;
        }
        return reads ? ofReading(uri.substring(0, end)) : ADMIN;
    }

    private static Route ofEvents(HttpMethod method, boolean reads, String uri, int end) {
        if (method.equals(HttpMethod.POST)) {
            return end == BEACONS.length() && uri.startsWith(BEACONS) ? BEACON : WRITE;
        }
        if (reads) {
            return READ;
        }
        return method.equals(HttpMethod.OPTIONS) ? OPEN : EDIT;
    }

    private static Route ofReading(String path) {
        return switch (path) {
            case "/health", "/health/liveness", "/health/readiness", "/openapi" -> OPEN;
            case "/prometheus" -> READ;
            default -> ADMIN;
        };
    }

    /** True for the prefix itself and what is below it, if nothing in the path could lead out of it again. */
    private static boolean isUnder(String prefix, String uri, int end) {
        if (!uri.startsWith(prefix)) {
            return false;
        }
        char before = '/';
        for (int i = prefix.length(); i < end; i++) {
            char c = uri.charAt(i);
            boolean isSlash = c == '/';
            if (i == prefix.length() ? !isSlash : before == '/' && (isSlash || c == '.')) {
                return false;
            }
            if (!isSlash && !isPlain(c)) {
                return false;
            }
            before = c;
        }
        return end >= prefix.length();
    }

    private static boolean isPlain(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '_'
                || c == '.';
    }
}
