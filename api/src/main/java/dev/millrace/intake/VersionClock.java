package dev.millrace.intake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each row its version: 52 bits of microseconds since 1970, 4 bits that count within a microsecond, 8 bits of node.
 *
 * <p>Versions of one node only grow, also when its clock goes back, and over restarts: a {@link VersionReservation} on disk is always
 * ahead of what was given out. Between nodes their clocks decide. Thread-safe.
 */
public final class VersionClock {
    private static final Logger log = LoggerFactory.getLogger(VersionClock.class);

    /** Reserved at a time; after a crash versions go on at most this far ahead of the clock. */
    private static final long RESERVE_TICKS = 2_000_000L << 4;

    private final InstantSource clock;
    private final VersionReservation reservation;
    private final int node;

    @GuardedBy("this")
    private long lastTick;

    @GuardedBy("this")
    private long reservedTick;

    @GuardedBy("this")
    private @Nullable Thread reserving;

    /** @param node 0..255 */
    public VersionClock(InstantSource clock, VersionReservation reservation, int node) {
        this.clock = clock;
        this.reservation = reservation;
        this.node = node;
        this.lastTick = reservation.load();
        this.reservedTick = lastTick;
    }

    /**
     * A version above all that this node gave out before.
     *
     * @throws UncheckedIOException if none can be reserved: the disk does not take it
     */
    public synchronized long next() {
        Instant now = clock.instant();
        long nowTick = (now.getEpochSecond() * 1_000_000 + now.getNano() / 1000) << 4;
        lastTick = Math.max(lastTick + 1, nowTick);
        if (lastTick > reservedTick) {
            // The first version, or the clock jumped ahead: the one case in which a request waits for the disk here.
            reserve(lastTick + RESERVE_TICKS);
        } else if (lastTick > reservedTick - RESERVE_TICKS / 2 && reserving == null) {
            long upTo = lastTick + RESERVE_TICKS;
            reserving = Thread.ofVirtual().name("version-reservation").start(() -> reserveAhead(upTo));
        }
        return lastTick << 8 | node;
    }

    /** Returns when nothing is written any more; for a service that has stopped giving out versions. */
    public void close() throws InterruptedException {
        Thread last;
        synchronized (this) {
            last = reserving;
        }
        if (last != null) {
            last.join();
        }
    }

    private void reserveAhead(long upTo) {
        boolean stored = false;
        try {
            reservation.store(upTo);
            stored = true;
        } catch (UncheckedIOException e) {
            log.warn("Versions could not be reserved ahead: {}", e.getMessage());
        }
        synchronized (this) {
            reservedTick = stored ? Math.max(reservedTick, upTo) : reservedTick;
            reserving = null;
        }
    }

    @GuardedBy("this")
    private void reserve(long upTo) {
        reservation.store(upTo);
        reservedTick = upTo;
    }
}
