package dev.millrace.gate;

import dev.millrace.auth.Permission;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a request, from its method and path alone. Unknown paths are for administrators, so that a new route is never open by
 * accident.
 */
enum Route {
    /** Open to all: health, and the description of the interface. */
    OPEN(null, false),
    /** Reports, and the status of an event. */
    READ(Permission.READ, false),
    /** Brings events. */
    WRITE(Permission.WRITE, true),
    /** Events of a browser that cannot set headers. */
    BEACON(Permission.WRITE, true),
    /** Changes, deletes or erases events. */
    EDIT(Permission.ADMIN, true),
    /** All other requests. */
    ADMIN(Permission.ADMIN, false);

    private static final String EVENTS = "/api/traffic";
    private static final String SENSORS = "/api/sensors";
    private static final String BEACONS = "/api/traffic/beacon";
    private static final String USERS = "/api/users";
    private static final String FACILITIES = "/api/facilities";

    private final @Nullable Permission permission;
    private final boolean needsBuffer;

    Route(@Nullable Permission permission, boolean needsBuffer) {
        this.permission = permission;
        this.needsBuffer = needsBuffer;
    }

    /** Returns the right that a key must have; null if no key is needed. */
    @Nullable
    Permission permission() {
        return permission;
    }

    /** Returns true if it cannot succeed while the buffer takes nothing. */
    boolean needsBuffer() {
        return needsBuffer;
    }

    /** Returns true if it brings new events. */
    boolean bringsEvents() {
        return this == WRITE || this == BEACON;
    }

    /** @param target in the canonical form of {@link RequestTarget} */
    static Route of(HttpMethod method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (isUnder(EVENTS, path) || isUnder(SENSORS, path)) {
            return ofEvents(method, reads, path);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            // A browser sends this preflight request without its key.
            return OPEN;
        }
        if (method.equals(HttpMethod.DELETE) && isUnder(USERS, path)) {
            return EDIT;
        }
        if (reads && isUnder(FACILITIES, path)) {
            return READ;
        }
        return reads ? ofReading(path) : ADMIN;
    }

    private static Route ofEvents(HttpMethod method, boolean reads, String path) {
        if (method.equals(HttpMethod.POST)) {
            return path.equals(BEACONS) ? BEACON : WRITE;
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

    /** Returns true for the prefix itself and paths below it. */
    private static boolean isUnder(String prefix, String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
                && !path.contains("//");
    }
}
