package dev.millrace.archive;

import java.util.OptionalLong;

/** Describes the event that was decoded last: version, subject and time. Not thread-safe. */
public interface EventMetadata {
    /** Returns the version of the row of the event; called only if the event was accepted. */
    long version();

    /**
     * Returns the person whom the event is about, so that an erasure finds it; empty unless the whole event was read and names exactly one.
     */
    String subject();

    /** Returns the time that the event states, in milliseconds since 1970; empty if it states no readable time. */
    OptionalLong happenedAt();

    /**
     * Returns the values that decoding needs and the event's text lacks, in a form that the {@link ArchivedKind} parses again; empty if
     * none.
     */
    String filled();
}
