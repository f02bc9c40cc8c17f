package dev.millrace.gate;

import java.time.Duration;

/**
 * Tracks what a connection waits for, and since when. It is checked now and then instead of on time, so that a request costs two readings
 * of the clock and no timer. Belongs to its connection's event loop.
 */
final class SenderTimeouts {
    /** The time for which a refused body is read and thrown away, so that its sender sees the answer. */
    static final Duration LINGERING_CLOSE = Duration.ofSeconds(5);

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
    private long sinceNanos;

    /** @param firstHead how long the first head may take on this connection */
    SenderTimeouts(HttpConfig config, Duration firstHead, long nowNanos) {
        this.config = config;
        this.firstHead = firstHead;
        this.sinceNanos = nowNanos;
    }

    /** Returns how often to check: no sender gets more than a quarter too much time. */
    long tickMillis() {
        long shortest = Math.min(
                firstHead.toMillis(),
                Math.min(
                        config.unreadTimeout().toMillis(),
                        Math.min(
                                config.bodyTimeout().toMillis(),
                                config.idleTimeout().toMillis())));
        return Math.clamp(shortest / 4, 10, 1000);
    }

    void enter(Phase next, long nowNanos) {
        phase = next;
        sinceNanos = nowNanos;
    }

    /** Returns when the phase began. */
    long sinceNanos() {
        return sinceNanos;
    }

    Phase phase() {
        return phase;
    }

    boolean isOver(long nowNanos) {
        return switch (phase) {
            case FIRST_HEAD -> isOver(firstHead, nowNanos);
            case BODY -> isOver(config.bodyTimeout(), nowNanos);
            case ANSWER -> false;
            case NEXT_HEAD -> isOver(config.idleTimeout(), nowNanos);
            case LINGERING_CLOSE -> isOver(LINGERING_CLOSE, nowNanos);
        };
    }

    private boolean isOver(Duration limit, long nowNanos) {
        return nowNanos - sinceNanos >= limit.toNanos();
    }
}
