package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/**
 * A body of events, and what is to become of it.
 *
 * @param table id of the table that the decoder writes rows for
 * @param recorder archives the events as they came; null if they are not archived
 */
public record EventBody(
        int table,
        EventDecoder decoder,
        BodyFormat format,
        PostedBody posted,
        AckLevel wanted,
        @Nullable EventRecorder recorder) {}
