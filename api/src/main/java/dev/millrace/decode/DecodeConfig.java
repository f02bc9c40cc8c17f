package dev.millrace.decode;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Says where bodies are decoded.
 *
 * @param inlineBytes a body that is larger, or compressed, is decoded by a thread for that and not on the event loop
 * @param threads how many of these there are; 0: as many as processors, but no more than a third of the heap has room for
 */
@ConfigurationProperties("millrace.decode")
public record DecodeConfig(
        @Bindable(defaultValue = "4KB") @ReadableBytes @Min(0) @Max(1 << 20)
        int inlineBytes,

        @Bindable(defaultValue = "0") @Min(0) @Max(64) int threads) {
    /** The memory of a body while it is decoded, in multiples of its unpacked size: once as text, once as rows. */
    private static final int COPIES = 2;

    /** The part of the heap for decoding; the rest is for bodies as they arrive, batches, reports and messages. */
    private static final int SHARE_OF_HEAP = 3;

    /** Returns how much memory all threads may take at once. */
    public long maxBytes(int maxDecompressedBytes) {
        return (long) threads(maxDecompressedBytes) * maxDecompressedBytes * COPIES;
    }

    /** Returns how many threads decode on this machine. */
    int threads(int maxDecompressedBytes) {
        if (threads > 0) {
            return threads;
        }
        Runtime runtime = Runtime.getRuntime();
        long room = runtime.maxMemory() / SHARE_OF_HEAP / ((long) maxDecompressedBytes * COPIES);
        return Math.clamp(room, 1, Math.max(1, runtime.availableProcessors()));
    }
}
