package dev.millrace.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Adds a correction to another clock. Thread-safe. */
public final class CorrectedClock implements InstantSource {
    private final InstantSource source;
    private volatile Duration correction = Duration.ZERO;

    /** Starts without a correction. */
    public CorrectedClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        Duration plus = correction;
        Instant now = source.instant();
        return plus.isZero() ? now : now.plus(plus);
    }

    /** Returns the time of the clock that is corrected. */
    Instant uncorrected() {
        return source.instant();
    }

    /** Returns what is added to the time of the other clock; negative if that is ahead. */
    Duration correction() {
        return correction;
    }

    /** Sets what is added from now on. The time may jump, also back. */
    void correct(Duration plus) {
        correction = plus;
    }
}
