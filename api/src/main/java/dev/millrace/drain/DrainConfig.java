package dev.millrace.drain;

import dev.millrace.buffer.BatchLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the drain.
 *
 * @param maxRows rows of a batch
 * @param maxBytes bytes of a batch
 * @param maxAge how long a row waits for others; a request with {@code ack=stored} does not wait for that
 * @param inserts how many batches are inserted at the same time; each takes up to {@code maxBytes} of memory
 * @param maxBackoff the longest pause before a batch is tried again; pauses start at 100 ms and double
 * @param stopTimeout how long a stopping service goes on draining; what is left waits on disk for the next start
 */
@ConfigurationProperties("millrace.drain")
public record DrainConfig(
        @Bindable(defaultValue = "100000") @Min(1) int maxRows,

        @Bindable(defaultValue = "8MB") @ReadableBytes @Min(1024) @Max(64 << 20)
        int maxBytes,

        @Bindable(defaultValue = "1s") Duration maxAge,
        @Bindable(defaultValue = "2") @Min(1) @Max(8) int inserts,
        @Bindable(defaultValue = "5s") Duration maxBackoff,
        @Bindable(defaultValue = "10s") Duration stopTimeout) {
    /** Checks what annotations cannot say. */
    public DrainConfig {
        if (maxBackoff.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_DRAIN_MAX_BACKOFF (%s) must be 1ms or more".formatted(maxBackoff));
        }
    }

    BatchLimits batchLimits() {
        return new BatchLimits(maxRows, maxBytes, maxAge);
    }
}
