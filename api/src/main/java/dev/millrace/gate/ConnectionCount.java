package dev.millrace.gate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections are open. Thread-safe. */
@Singleton
final class ConnectionCount {
    /** So many more than the limit are let in to be told so, and to ask whether the service lives. */
    static final int SURPLUS = 64;

    /** What becomes of a new connection. */
    enum Place {
        /** It is one of those that the limit allows. */
        WITHIN,
        /** There are too many: its requests are refused. */
        SURPLUS,
        /** There are so many too many that it is closed at once. */
        NONE
    }

    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionCount(HttpConfig config, MeterRegistry registry) {
        this.max = config.maxConnections();
        Gauge.builder("millrace.http.connections", open, AtomicInteger::get)
                .description("Connections that are open")
                .register(registry);
    }

    /** Counts a connection; {@link #closed} has to be called for each. */
    Place opened() {
        int now = open.incrementAndGet();
        if (now <= max) {
            return Place.WITHIN;
        }
        return now <= max + SURPLUS ? Place.SURPLUS : Place.NONE;
    }

    void closed() {
        open.decrementAndGet();
    }
}
