package dev.millrace.intake;

import java.time.Duration;

/** The outcome of a request as a whole. */
public sealed interface IntakeAnswer {
    /** Says that at least one event was accepted, and that all accepted events reached {@code level}. */
    record Kept(AckLevel level, VerdictCounts counts) implements IntakeAnswer {}

    /** Says that the events were read, and none of them is kept: all were rejected or filtered, or there were none. */
    record NothingKept(VerdictCounts counts) implements IntakeAnswer {}

    /** The body could not be read at all. */
    record Unreadable(Cause cause, String reason) implements IntakeAnswer {}

    /**
     * Says that nothing is kept now; the same request may succeed later.
     *
     * @param retryAfter whole seconds, 1 or more
     */
    record Busy(String reason, Duration retryAfter) implements IntakeAnswer {}

    /** The reason why a body could not be read. */
    enum Cause {
        /** The body has no bytes. */
        EMPTY,
        /** The body does not match its Content-Encoding. */
        DAMAGED,
        /** The body is larger than a limit, packed or unpacked, or holds too many events. */
        TOO_LARGE,
        /** The Content-Encoding is not supported. */
        UNSUPPORTED_ENCODING
    }
}
