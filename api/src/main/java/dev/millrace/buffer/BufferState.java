package dev.millrace.buffer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A look at the buffer.
 *
 * @param pendingBytes bytes appended and not committed
 * @param maxBytes how many it may hold
 * @param maxAppendBytes how many one append may bring
 * @param rows what became of rows since this process started
 * @param oldestAge how long the oldest of what waits has been safe on disk and not committed; zero if nothing is
 * @param failure why nothing can be made safe at the moment, in one sentence, or null if it can
 */
public record BufferState(
        long pendingBytes,
        long maxBytes,
        int maxAppendBytes,
        BufferRows rows,
        Duration oldestAge,
        @Nullable String failure) {}
