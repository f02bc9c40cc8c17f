package dev.millrace.deadletter;

import java.util.Locale;

/** Why a dead letter is removed. */
public enum DeadLetterRemoval {
    /** Its row is in the buffer again. */
    REPLAYED,
    /** An operator does not want it. */
    DISCARDED,
    /** It is older than {@link DeadLetterConfig#maxAge}. */
    EXPIRED,
    /** It is of a person who was erased. */
    ERASED;

    /** The tag of the metric. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
