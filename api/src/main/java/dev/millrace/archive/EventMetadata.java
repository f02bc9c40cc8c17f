package dev.millrace.archive;

import java.util.OptionalLong;

/** What is known of the event that was decoded last. Not thread-safe. */
public interface EventMetadata {
    /** The version of the row that was made of it; asked only if it was accepted. */
    long version();

    /** Whom it is about, so that an erasure finds it; empty unless the whole event was read and names exactly one. */
    String subject();

    /** The time that it says of itself, in milliseconds since 1970; empty if it says none that can be read. */
    OptionalLong happenedAt();

    /** What its text does not say and decoding needs, in words that the {@link ArchivedKind} reads again; empty if nothing. */
    String filled();
}
