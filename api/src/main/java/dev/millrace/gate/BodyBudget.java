package dev.millrace.gate;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies may be in memory at once, over all connections. Thread-safe. */
@Singleton
final class BodyBudget {
    private final HttpConfig config;
    private final AtomicLong inFlight = new AtomicLong();

    BodyBudget(HttpConfig config) {
        this.config = config;
    }

    /** What a body counts as: its length, or as much as it may have if it does not say. */
    long cost(long contentLength, boolean chunked) {
        return chunked ? config.maxBodyBytes() : contentLength;
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
