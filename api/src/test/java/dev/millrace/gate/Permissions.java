package dev.millrace.gate;

import dev.millrace.auth.Permission;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Objects;
import java.util.Set;

/** What the gate asks for, to be compared with what is said elsewhere. */
public final class Permissions {
    private Permissions() {}

    /** The names of what a key must permit for such a request; empty if it needs none. */
    public static Set<String> needed(String method, String path) {
        Permission permission = RoutesTest.ROUTES
                .of(HttpMethod.valueOf(method), Objects.requireNonNull(RequestTarget.canonical(path)))
                .permission();
        return permission == null ? Set.of() : Set.of(permission.wireName());
    }
}
