package dev.millrace.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that shows what a test sets. Thread-safe. */
final class SetClock implements InstantSource {
    private volatile Instant now;

    SetClock(String now) {
        this.now = Instant.parse(now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant instant) {
        now = instant;
    }

    void move(Duration by) {
        now = now.plus(by);
    }
}
