package dev.millrace.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies may be in memory at once, over all connections. Thread-safe. */
@Singleton
final class BodyBudget {
    private final Config config;
    private final AtomicLong inFlight = new AtomicLong();

    BodyBudget(Config config) {
        this.config = config;
    }

    /**
     * Settings of request bodies.
     *
     * @param maxBodyBytes size of a body as it comes; a larger one is answered 413
     * @param maxInFlightBytes size of all bodies that are being received or worked on; above it requests are answered 503.
     *     Netty needs up to four times as much: it may fill only a part of each buffer that it reads into
     */
    @ConfigurationProperties("millrace.http")
    record Config(
            @Bindable(defaultValue = "8MB") @ReadableBytes @Min(1024) @Max(256 << 20)
            int maxBodyBytes,

            @Bindable(defaultValue = "32MB") @ReadableBytes @Min(1024)
            long maxInFlightBytes) {
        Config {
            if (maxInFlightBytes < maxBodyBytes) {
                throw new IllegalArgumentException(
                        "millrace.http.max-in-flight-bytes (%d) must not be less than millrace.http.max-body-bytes (%d)"
                                .formatted(maxInFlightBytes, maxBodyBytes));
            }
        }
    }

    /** What a body counts as: its length, or as much as it may have if it does not say. */
    long cost(long contentLength, boolean chunked) {
        if (chunked) {
            return config.maxBodyBytes();
        }
        // A longer one is answered 413 without being read.
        return contentLength <= config.maxBodyBytes() ? Math.max(contentLength, 0) : 0;
    }

    boolean take(long bytes) {
        if (inFlight.addAndGet(bytes) <= config.maxInFlightBytes()) {
            return true;
        }
        inFlight.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        inFlight.addAndGet(-bytes);
    }
}
