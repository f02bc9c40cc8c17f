package dev.millrace.gate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts open connections. Thread-safe. */
@Singleton
final class ConnectionCount {
    /** The number of connections above the limit that are accepted, so that they get a refusal and can ask whether the service lives. */
    static final int SURPLUS = 64;

    /** The treatment of a new connection. */
    enum Place {
        /** The connection is within the limit. */
        WITHIN,
        /** The connection is above the limit: its requests are refused. */
        SURPLUS,
        /** The connection is above the surplus, too: it is closed at once. */
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
