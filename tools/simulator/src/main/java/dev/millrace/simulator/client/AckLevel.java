package dev.millrace.simulator.client;

import java.util.Locale;

/** The acknowledgement level: how far an event has to come before the service answers. */
public enum AckLevel {
    MEMORY,
    DISK,
    STORED;

    /** The level's name in the service's interface. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
