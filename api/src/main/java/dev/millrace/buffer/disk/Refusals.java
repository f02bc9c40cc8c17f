package dev.millrace.buffer.disk;

import dev.millrace.buffer.Appended;
import java.time.Duration;

/** Says why the buffer does not take rows, and when it may. */
final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(1);

    static final Appended.Refused SLOW_DISK = failing("More comes in than the buffer's disk can write.");
    static final Appended.Refused CLOSED = failing("The service is shutting down.");

    private Refusals() {}

    static Appended.Refused failing(String reason) {
        return new Appended.Refused(reason, SOON);
    }

    static Appended.Refused tooLarge(long bytes, long most) {
        return failing(
                "The rows of this request have %s bytes, more than the %s that the buffer takes at once: send smaller batches."
                        .formatted(bytes, most));
    }

    static Appended.Refused full(long waitingBytes, Duration retryAfter) {
        return new Appended.Refused(
                "The buffer is full: %s bytes wait for ClickHouse.".formatted(waitingBytes), retryAfter);
    }
}
