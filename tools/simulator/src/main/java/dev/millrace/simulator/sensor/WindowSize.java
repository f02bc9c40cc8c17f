package dev.millrace.simulator.sensor;

import java.time.Duration;
import java.time.Instant;

/** The length of windows. Days are days of UTC. */
public enum WindowSize {
    MINUTE("1m", Duration.ofMinutes(1)),
    HOUR("1h", Duration.ofHours(1)),
    DAY("1d", Duration.ofDays(1)),
    /** One window of all time; it starts with the first reading. */
    ALL("all", Duration.ofDays(365_250_000));

    private final String path;
    private final Duration length;

    WindowSize(String path, Duration length) {
        this.path = path;
        this.length = length;
    }

    /** Returns its name in the service's routes. */
    public String path() {
        return path;
    }

    /** Returns the start of the window that a time is in, in milliseconds since 1970; 0 for all time. */
    public long startMillis(long tsMillis) {
        return Math.floorDiv(tsMillis, length.toMillis()) * length.toMillis();
    }

    /** The end of a window that begins there. */
    public Instant end(Instant start) {
        return start.plus(length);
    }
}
