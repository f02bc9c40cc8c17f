package dev.millrace.buffer;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The answer to {@link EventBuffer#append}. */
public sealed interface AppendResult {
    /**
     * The frames are in memory and will be written.
     *
     * @param onDisk completes when they survive a power cut; fails with an {@link java.io.IOException} if they may not
     * @param forwarded gives a stage that completes when the drain has committed them, stored or deferred; a caller that stops waiting
     * cancels it
     * @param stored gives a stage that completes when they are stored; a caller that stops waiting cancels it
     */
    record Taken(
            CompletionStage<Void> onDisk,
            Supplier<CompletionStage<Void>> forwarded,
            Supplier<CompletionStage<Void>> stored)
            implements AppendResult {}

    /**
     * Reports that nothing was taken.
     *
     * @param reason one sentence for the sender
     * @param retryAfter the time until there is likely to be room, computed from the measured drain rate; at least one second
     */
    record Refused(String reason, Duration retryAfter) implements AppendResult {}
}
