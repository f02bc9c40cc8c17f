package dev.millrace.buffer.disk;

import dev.millrace.buffer.AppendResult;
import java.time.Duration;

/** Makes the refusals of an append: why the buffer takes no rows, and when it may. */
final class AppendRefusals {
    private static final Duration SOON = Duration.ofSeconds(1);

    static final AppendResult.Refused SLOW_DISK = failing("More comes in than the buffer's disk can write.");
    static final AppendResult.Refused CLOSED = failing("The service is shutting down.");

    private AppendRefusals() {}

    static AppendResult.Refused failing(String reason) {
        return new AppendResult.Refused(reason, SOON);
    }

    static AppendResult.Refused tooLarge(long bytes, long most) {
        return failing(
                "The rows of this request have %s bytes, more than the %s that the buffer takes at once: send smaller batches."
                        .formatted(bytes, most));
    }

    static AppendResult.Refused full(long waitingBytes, Duration retryAfter) {
        return new AppendResult.Refused(
                "The buffer is full: %s bytes wait for ClickHouse.".formatted(waitingBytes), retryAfter);
    }
}
