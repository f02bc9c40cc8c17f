package dev.millrace.auth;

import java.util.Locale;
import java.util.Optional;

/** A right that a key gives. No right includes another one. */
public enum Permission {
    /** Post events. */
    WRITE,
    /** The right to read reports, look for an event, and read the metrics. */
    READ,
    /** The right to do everything else: change, delete and erase events, rebuild rollups, work on dead letters. */
    ADMIN;

    /** The name in the keys file. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the permission with that {@link #wireName}, if there is one. */
    public static Optional<Permission> ofWireName(String name) {
        for (Permission permission : values()) {
            if (permission.wireName().equals(name)) {
                return Optional.of(permission);
            }
        }
        return Optional.empty();
    }
}
