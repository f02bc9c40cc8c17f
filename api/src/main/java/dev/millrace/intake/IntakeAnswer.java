package dev.millrace.intake;

import java.time.Duration;

/** What became of a request as a whole. */
public sealed interface IntakeAnswer {
    /** At least one event was accepted, and all accepted ones reached {@code level}. */
    record Kept(AckLevel level, VerdictCounts counts) implements IntakeAnswer {}

    /** The events were read, and none of them is kept: all rejected or filtered, or there were none. */
    record NothingKept(VerdictCounts counts) implements IntakeAnswer {}

    /** The body could not be read at all. */
    record Unreadable(Cause cause, String reason) implements IntakeAnswer {}

    /**
     * Nothing is kept now; the same request may succeed later.
     *
     * @param retryAfter whole seconds, 1 or more
     */
    record Busy(String reason, Duration retryAfter) implements IntakeAnswer {}

    /** Why a body could not be read. */
    enum Cause {
        /** There are no bytes in it. */
        EMPTY,
        /** It is not what its Content-Encoding says. */
        DAMAGED,
        /** It is larger than a limit, packed or unpacked, or holds too many events. */
        TOO_LARGE,
        /** Its Content-Encoding is not known here. */
        UNSUPPORTED_ENCODING
    }
}
