package dev.millrace.buffer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of the buffer at one moment.
 *
 * @param pendingBytes bytes appended and not committed
 * @param maxBytes the most bytes it may hold
 * @param maxAppendBytes the most bytes of one append
 * @param rows row counts since this process started
 * @param oldestAge how long the oldest pending row has been safe on disk; zero if there is none
 * @param failure why the disk takes no appends at the moment, in one sentence, or null if it can
 */
public record BufferState(
        long pendingBytes,
        long maxBytes,
        int maxAppendBytes,
        BufferRows rows,
        Duration oldestAge,
        @Nullable String failure) {}
