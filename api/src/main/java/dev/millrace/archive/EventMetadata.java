package dev.millrace.archive;

import java.util.OptionalLong;

/** Describes the event that was decoded last: version, subject and time. Not thread-safe. */
public interface EventMetadata {
    /** The version of the row that was made of it; asked only if it was accepted. */
    long version();

    /**
     * Returns the person whom the event is about, so that an erasure finds it; empty unless the whole event was read and names exactly one.
     */
    String subject();

    /** The time that it says of itself, in milliseconds since 1970; empty if it says none that can be read. */
    OptionalLong happenedAt();

    /**
     * Returns the values that decoding needs and the event's text lacks, in a form that the {@link ArchivedKind} parses again; empty if
     * none.
     */
    String filled();
}
