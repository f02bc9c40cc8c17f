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
    private static final String FACILITIES = "/api/facilities";

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
        if (reads && isUnder(FACILITIES, uri, end)) {
            return READ;
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

    /**
     * True for the prefix itself and what is below it, if nothing in the path could lead out of it again, for whoever decodes it once or
     * twice: an encoded character counts as what it stands for, and some may not be encoded.
     */
    private static boolean isUnder(String prefix, String uri, int end) {
        if (!uri.startsWith(prefix) || end < prefix.length()) {
            return false;
        }
        int before = '/';
        int i = prefix.length();
        while (i < end) {
            boolean isFirst = i == prefix.length();
            int c = uri.charAt(i);
            if (c == '%') {
                c = decoded(uri, i + 1, end);
                if (!isPlainWhenEncoded(c)) {
                    return false;
                }
                i += 2;
            } else if (c != '/' && !isPlain(c)) {
                return false;
            }
            boolean isSlash = c == '/';
            if (isFirst ? uri.charAt(i) != '/' : before == '/' && (isSlash || c == '.')) {
                return false;
            }
            before = c;
            i++;
        }
        return true;
    }

    /** What two hexadecimal digits stand for; -1 if there are none. */
    private static int decoded(String uri, int at, int end) {
        if (at + 2 > end) {
            return -1;
        }
        int high = Character.digit(uri.charAt(at), 16);
        int low = Character.digit(uri.charAt(at + 1), 16);
        return high < 0 || low < 0 || uri.charAt(at) > 'f' || uri.charAt(at + 1) > 'f' ? -1 : high * 16 + low;
    }

    /** Whatever has no meaning in a path: bytes of UTF-8 and most of ASCII, and the slash, which counts as one. */
    private static boolean isPlainWhenEncoded(int c) {
        return c >= ' ' && c != 0x7f && c != '%' && c != '\\' && c != ';' && c != '?' && c != '#';
    }

    private static boolean isPlain(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~'
                || c == ':'
                || c == '@';
    }
}
