package dev.millrace.intake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.log.LimitedLog;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gives each row its version: 52 bits of microseconds since 1970, 4 bits that count within a microsecond, 8 bits of node. The highest bit
 * is free until May 2041; rows that an edit leaves use it.
 *
 * <p>Versions of one node only grow, also when its clock goes back, and over restarts: a {@link VersionReservation} on disk is always ahead
 * of the given versions. Between nodes the clock decides, which follows ClickHouse's. Thread-safe.
 */
public final class VersionClock {
    private static final Logger log = LoggerFactory.getLogger(VersionClock.class);
    private static final LimitedLog faults = new LimitedLog(log);

    private static final int NODE_BITS = 8;
    private static final int TICK_BITS = 4;

    /** The distance from a version to the next that this node may give out. */
    static final long STEP = 1L << NODE_BITS;

    /** How much is reserved at a time; after a crash, versions go on at most this far ahead of the clock. */
    private static final long RESERVE_TICKS = 2_000_000L << TICK_BITS;

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
     * Returns a version above all that this node gave out before.
     *
     * @throws UncheckedIOException if none can be reserved because of the disk
     */
    public long next() {
        return take(1);
    }

    /**
     * Returns a source of versions for the rows of one request, for one thread; cheaper than {@link #next} for each. The versions of two
     * requests that are decoded at the same time may interleave.
     */
    public LongSupplier forOneRequest() {
        return new VersionRange(this);
    }

    /**
     * Returns the first of {@code count} versions, {@link #STEP} apart, all above those that this node gave out before.
     *
     * @throws UncheckedIOException if they cannot be reserved because of the disk
     */
    synchronized long take(int count) {
        long firstTick = Math.max(lastTick + 1, nowTick());
        lastTick = firstTick + count - 1;
        if (lastTick > reservedTick) {
            // The first version, or the clock jumped ahead: only then does a request wait here for the disk.
            reserve(lastTick + RESERVE_TICKS);
        } else if (lastTick > reservedTick - RESERVE_TICKS / 2 && reserving == null) {
            long upTo = lastTick + RESERVE_TICKS;
            reserving = Thread.ofVirtual().name("version-reservation").start(() -> reserveAhead(upTo));
        }
        return versionOf(firstTick, node);
    }

    private long nowTick() {
        return tickOf(clock.instant());
    }

    /** Returns the first tick of a time's microsecond, for versions that another clock gives. */
    public static long tickOf(Instant time) {
        return (time.getEpochSecond() * 1_000_000 + time.getNano() / 1000) << TICK_BITS;
    }

    /**
     * Returns the version of a tick.
     *
     * @param source 0..255: the node that gives it out, or what else tells versions of the same tick apart
     */
    public static long versionOf(long tick, int source) {
        return tick << NODE_BITS | source;
    }

    /** Returns true if a version, of any node, is ahead of the clock. */
    public boolean isFuture(long version) {
        return version >>> NODE_BITS > nowTick();
    }

    /**
     * Returns a version above that one and above all that this node gave out before; later ones are above it, too.
     *
     * @throws UncheckedIOException if it cannot be reserved because of the disk
     */
    public synchronized long nextAbove(long version) {
        lastTick = Math.max(lastTick, version >>> NODE_BITS);
        return take(1);
    }

    /**
     * Waits until the clock has passed the versions that an earlier process may have given out, so that versions of this process are not
     * ahead of other nodes' for that time. After a crash those are at most 2 s ahead; if they are further ahead, the clock went back, and
     * this does not wait.
     */
    public void awaitClock() throws InterruptedException {
        long ahead;
        synchronized (this) {
            ahead = lastTick - nowTick();
        }
        if (ahead > RESERVE_TICKS) {
            log.warn(
                    "Versions go on {} s ahead of the clock, which went back since an earlier process gave them out.",
                    TimeUnit.MICROSECONDS.toSeconds(ahead >> TICK_BITS));
        } else if (ahead > 0) {
            TimeUnit.MICROSECONDS.sleep((ahead >> TICK_BITS) + 1);
        }
    }

    /**
     * Gives back the reserved ticks, so that a restart need not wait for them, and returns when nothing is written any more. For a service
     * that has stopped giving out versions; a version that is given out nevertheless is reserved first.
     */
    public void close() throws InterruptedException {
        Thread last;
        synchronized (this) {
            last = reserving;
        }
        if (last != null) {
            last.join();
        }
        synchronized (this) {
            if (reservedTick > lastTick) {
                reservedTick = lastTick;
                try {
                    reservation.giveBack(lastTick);
                } catch (UncheckedIOException e) {
                    log.debug("The reservation of versions stays: {}", e.getMessage());
                }
            }
        }
    }

    private void reserveAhead(long upTo) {
        boolean stored = false;
        try {
            reservation.store(upTo);
            stored = true;
        } catch (UncheckedIOException e) {
            faults.at(Level.WARN, LimitedLog.kindOf(e)).log("Versions could not be reserved ahead: {}", e.getMessage());
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
