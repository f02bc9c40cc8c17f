package dev.millrace.buffer.disk;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the buffer on disk.
 *
 * @param maxBytes how many bytes may wait for the drain; above it requests are answered 503. The files can exceed it by one segment
 * @param segmentBytes size of a file; a file is deleted when everything in it is stored
 * @param maxPendingBytes how many bytes may wait in memory for the next write, twice that much memory is used at most
 * @param forceInterval the shortest time between two forces to disk; more requests share one force, and each waits longer
 */
@ConfigurationProperties("millrace.buffer")
public record DiskBufferConfig(
        @Bindable(defaultValue = "8GB") @ReadableBytes @Min(1 << 16)
        long maxBytes,

        @Bindable(defaultValue = "64MB") @ReadableBytes @Min(1 << 12) @Max(1 << 30)
        long segmentBytes,

        @Bindable(defaultValue = "16MB") @ReadableBytes @Min(1 << 12) @Max(1 << 30)
        int maxPendingBytes,

        @Bindable(defaultValue = "100us") Duration forceInterval) {
    /** Checks rules that concern several settings. */
    public DiskBufferConfig {
        if (segmentBytes > maxBytes) {
            throw new IllegalArgumentException(
                    "millrace.buffer.segment-bytes (%s) must not exceed millrace.buffer.max-bytes (%s)"
                            .formatted(segmentBytes, maxBytes));
        }
        if (forceInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "millrace.buffer.force-interval (%s) must not be negative".formatted(forceInterval));
        }
    }
}
