package dev.millrace.intake;

import java.util.List;
import java.util.Optional;

/** The acknowledgement level: how far events must have come before their sender gets its answer. In rising order. */
public enum AckLevel {
    /** In the memory of this process: lost when the process ends, but without cost. */
    MEMORY("memory", true),
    /** Forced to this machine's disk: survives a crash of the process and a power cut. */
    DISK("disk", true),
    /** On a single broker: the answer to {@link #REPLICATED} where the brokers keep one copy. No request asks for it by name. */
    ONE_BROKER("one-broker", false),
    /** On as many brokers as the topics ask for: survives the loss of a machine. */
    REPLICATED("replicated", true),
    /** Written to ClickHouse, as durably as its tables are set up to be, and visible to reports. */
    STORED("stored", true);

    /** The values without a copy for each request. */
    private static final List<AckLevel> ALL = List.of(values());

    private final String wireName;
    private final boolean isAskedFor;

    AckLevel(String wireName, boolean isAskedFor) {
        this.wireName = wireName;
        this.isAskedFor = isAskedFor;
    }

    /** Returns the name in {@code ?ack=} and in the header {@code Millrace-Ack}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the level of that {@link #wireName}, if there is one that requests may ask for. */
    public static Optional<AckLevel> ofWireName(String name) {
        for (AckLevel level : ALL) {
            if (level.isAskedFor && level.wireName.equals(name)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
