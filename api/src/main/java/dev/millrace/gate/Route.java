package dev.millrace.gate;

import dev.millrace.auth.Permission;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a request, which {@link Routes} finds from its method and path alone. Unknown paths are for administrators, so that a new
 * route is never open by accident.
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
}
