package dev.millrace.direct;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times requests under the name and the tags that the framework uses for those it answers itself. Thread-safe. */
@Singleton
final class DirectMetrics {
    private record Kind(String route, int status) {}

    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    DirectMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(String route, int status, long nanos) {
        timers.computeIfAbsent(new Kind(route, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("http.server.requests")
                .tag("exception", "none")
                .tag("method", "POST")
                .tag("status", Integer.toString(kind.status))
                .tag("uri", kind.route)
                .register(registry);
    }
}
