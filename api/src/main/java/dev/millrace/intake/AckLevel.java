package dev.millrace.intake;

import java.util.Locale;
import java.util.Optional;

/** The acknowledgement level: how far events must have come before their sender gets its answer. In rising order. */
public enum AckLevel {
    /** In the memory of this process: lost when the process ends, but without cost. */
    MEMORY,
    /** Forced to this machine's disk: survives a crash of the process and a power cut. */
    DISK,
    /** Written to ClickHouse, as durably as its tables are set up to be, and visible to reports. */
    STORED;

    /** Returns the name in {@code ?ack=} and in the header {@code Millrace-Ack}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the level of that {@link #wireName}, if there is one. */
    public static Optional<AckLevel> ofWireName(String name) {
        for (AckLevel level : values()) {
            if (level.wireName().equals(name)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
