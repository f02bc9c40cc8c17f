package dev.millrace.buffer;

import org.jspecify.annotations.Nullable;

/**
 * A look at the buffer.
 *
 * @param pendingBytes bytes appended and not committed
 * @param maxBytes how many it may hold
 * @param maxAppendBytes how many one append may bring
 * @param failure why nothing can be made safe at the moment, in one sentence, or null if it can
 */
public record BufferState(
        long pendingBytes,
        long maxBytes,
        int maxAppendBytes,
        @Nullable String failure) {}
