package dev.millrace.intake;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Limits of one request.
 *
 * @param maxDecompressedBytes size of a body after decompression; a larger one is answered 413
 * @param maxEventBytes size of one event's text; a longer one is rejected, its neighbours are not
 * @param maxEvents events in one body; more are answered 413
 * @param maxDays days that the events of one body may be of; more are answered 413, as each is a part in ClickHouse
 * @param futureSkew how far {@code created_at} may be ahead of this machine's clock
 * @param storedTimeout how long a request with {@code ?ack=replicated} or {@code stored} waits, until it is answered with the level that is reached
 * @param node number of this node, part of every version; each node that writes to the same tables needs its own
 */
@ConfigurationProperties("millrace.intake")
public record IntakeConfig(
        @Bindable(defaultValue = "16MB") @ReadableBytes @Min(1024) @Max(256 << 20)
        int maxDecompressedBytes,

        @Bindable(defaultValue = "64KB") @ReadableBytes @Min(256) @Max(1 << 20)
        int maxEventBytes,

        @Bindable(defaultValue = "100000") @Min(1) int maxEvents,
        @Bindable(defaultValue = "366") @Min(1) int maxDays,
        @Bindable(defaultValue = "5s") Duration futureSkew,
        @Bindable(defaultValue = "30s") Duration storedTimeout,
        @Bindable(defaultValue = "0") @Min(0) @Max(255) int node) {}
