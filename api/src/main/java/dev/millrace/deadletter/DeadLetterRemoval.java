package dev.millrace.deadletter;

import java.util.Locale;

/** The reason why a dead letter is removed. */
public enum DeadLetterRemoval {
    /** The row is in the buffer again. */
    REPLAYED,
    /** An operator does not want it. */
    DISCARDED,
    /** The letter is older than {@link DeadLetterConfig#maxAge}. */
    EXPIRED,
    /** The letter is about a person who was erased. */
    ERASED;

    /** The tag of the metric. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
