package dev.millrace.gate;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tracks what a connection waits for, and since when. It is checked now and then instead of on time, so that a request costs two readings
 * of the clock and no timer. Belongs to its connection's event loop.
 */
final class SenderTimeouts {
    /** The time for which a refused body is read and thrown away, so that its sender sees the answer. */
    static final Duration LINGERING_CLOSE = Duration.ofSeconds(5);

    private static final Duration SURPLUS_HEAD = Duration.ofSeconds(2);

    /** The thing that a connection waits for. */
    enum Phase {
        /** The first head. */
        FIRST_HEAD,
        /** The rest of a body. */
        BODY,
        /** An answer of this service: the sender is not to blame. */
        ANSWER,
        /** The next head, whole. */
        NEXT_HEAD,
        /** The sender's reading of a refusal. */
        LINGERING_CLOSE
    }

    private final HttpConfig config;
    private final Duration firstHead;
    private Phase phase = Phase.FIRST_HEAD;
    private long sinceNanos = System.nanoTime();

    /** The time at which this turn of reading began; 0 if not known yet, or between two turns. */
    private long turnNanos;

    private @Nullable ScheduledFuture<?> checks;

    /** Makes those of a connection within the limit. */
    SenderTimeouts(HttpConfig config) {
        this(config, config.headTimeout());
    }

    private SenderTimeouts(HttpConfig config, Duration firstHead) {
        this.config = config;
        this.firstHead = firstHead;
    }

    /** Makes those of a connection above the limit: only its first head has little time. */
    static SenderTimeouts ofSurplus(HttpConfig config) {
        return new SenderTimeouts(config, SURPLUS_HEAD);
    }

    /** Has the connection checked from now on. Once. */
    void check(EventExecutor loop, Runnable check) {
        checks = loop.scheduleWithFixedDelay(check, checkMillis(), checkMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the checks. */
    void end() {
        if (checks != null) {
            checks.cancel(false);
        }
    }

    /** Returns how often to check: no sender gets more than a quarter too much time. */
    private long checkMillis() {
        long shortest = Math.min(
                firstHead.toMillis(),
                Math.min(
                        config.unreadTimeout().toMillis(),
                        Math.min(
                                config.bodyTimeout().toMillis(),
                                config.idleTimeout().toMillis())));
        return Math.clamp(shortest / 4, 10, 1000);
    }

    void enter(Phase next) {
        phase = next;
        sinceNanos = System.nanoTime();
    }

    /**
     * Enters a phase at the time of this turn of the event loop, which is read once: many small requests come in one turn, and a look at
     * the clock for each would cost more than the decision.
     */
    void enterInTurn(Phase next) {
        if (turnNanos == 0) {
            turnNanos = System.nanoTime();
        }
        phase = next;
        sinceNanos = turnNanos;
    }

    /** Notes that all has been read that there was. */
    void endTurn() {
        turnNanos = 0;
    }

    /** Returns when the phase began. */
    long sinceNanos() {
        return sinceNanos;
    }

    Phase phase() {
        return phase;
    }

    boolean isOver() {
        return switch (phase) {
            case FIRST_HEAD -> isOver(firstHead);
            case BODY -> isOver(config.bodyTimeout());
            case ANSWER -> false;
            case NEXT_HEAD -> isOver(config.idleTimeout());
            case LINGERING_CLOSE -> isOver(LINGERING_CLOSE);
        };
    }

    private boolean isOver(Duration limit) {
        return System.nanoTime() - sinceNanos >= limit.toNanos();
    }
}
