package dev.millrace.buffer;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A stretch of the log that a commit lets go although its rows are not stored yet: another buffer keeps them just as safely.
 *
 * @param from the position of its first byte
 * @param to the position after its last byte
 * @param stored gives a stage that completes when the rows are stored; a caller that stops waiting cancels it
 */
public record Deferral(long from, long to, Supplier<CompletionStage<Void>> stored) {
    /** Returns true if it overlaps the stretch from one position to before another. */
    public boolean touches(long first, long end) {
        return from < end && first < to;
    }
}
