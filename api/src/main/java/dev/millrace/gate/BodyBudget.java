package dev.millrace.gate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of request bodies, over all connections. Memory is taken as bytes arrive, so a Content-Length alone takes none; no
 * sender has more than a share; and when little is left, bodies that take long to arrive are given up. Thread-safe.
 */
@Singleton
final class BodyBudget {
    /** The time that a body may always take to arrive, however little memory is left. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A body up to this size does not count in its sender's share: the number of connections bounds such bodies. */
    private static final int SMALL_BYTES = 64 << 10;

    /** The least that a waiting body counts. Its connection may have ended, so the number of connections does not bound such bodies. */
    private static final int LEAST_OF_WAITING = 1024;

    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    /** A body that has begun to arrive. */
    interface Arriving {
        /** Returns when its head arrived, in the time of {@link System#nanoTime}. */
        long sinceNanos();

        /** Returns about how much memory it takes. From any thread. */
        long bytes();

        /** Ends it. From any thread. */
        void giveUp();
    }

    private final long max;
    /** The number of bytes in use above which memory is short. */
    private final long plenty;

    private final long share;
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong lookedAtNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private final Map<Object, Long> shares = new ConcurrentHashMap<>();
    private final Set<Arriving> arriving = ConcurrentHashMap.newKeySet();

    BodyBudget(HttpConfig config, MeterRegistry registry) {
        this.max = config.maxInFlightBytes();
        this.plenty = max / 4 * 3;
        this.share = Math.max(config.maxBodyBytes(), plenty);
        Gauge.builder("millrace.http.body.bytes", inFlight, AtomicLong::get)
                .description("Memory of request bodies that are being received or worked on")
                .register(registry);
    }

    /** Returns true if a body of that length would have room now. Takes nothing. */
    boolean hasRoomFor(long length) {
        boolean hasRoom = inFlight.get() + length <= max;
        if (!hasRoom) {
            giveUpSlow();
        }
        return hasRoom;
    }

    /**
     * Takes what the body needs by now.
     *
     * @param sender the sender whose share counts, read when the body is not small any more
     */
    boolean take(AdmittedRequest admission, Sender sender) {
        long cost = admission.cost();
        long more = cost - admission.charged();
        if (more <= 0) {
            return true;
        }
        long now = inFlight.addAndGet(more);
        if (now > plenty) {
            giveUpSlow();
        }
        if (now > max || (cost > SMALL_BYTES && !takeShare(admission, more, sender))) {
            inFlight.addAndGet(-more);
            return false;
        }
        admission.charged(cost);
        return true;
    }

    /** Names the sender of a body. */
    @FunctionalInterface
    interface Sender {
        Object get();
    }

    private boolean takeShare(AdmittedRequest admission, long more, Sender sender) {
        Object known = admission.sender();
        Object whose = known == null ? sender.get() : known;
        long added = known == null ? admission.charged() + more : more;
        if (!takeShare(whose, added)) {
            return false;
        }
        admission.countsFor(whose);
        return true;
    }

    private boolean takeShare(Object whose, long bytes) {
        if (shares.merge(whose, bytes, Long::sum) > share) {
            giveShareBack(whose, bytes);
            return false;
        }
        return true;
    }

    private void giveShareBack(Object whose, long bytes) {
        shares.computeIfPresent(whose, (_, held) -> held == bytes ? null : held - bytes);
    }

    /** Gives back the memory of a body. Idempotent. */
    void giveBack(AdmittedRequest admission) {
        long bytes = admission.charged();
        if (bytes > 0) {
            inFlight.addAndGet(-bytes);
            Object whose = admission.sender();
            if (whose != null) {
                giveShareBack(whose, bytes);
                admission.countsFor(null);
            }
            admission.charged(0);
        }
    }

    /**
     * Counts a body that waits to be decoded by itself, instead of with its request, which may end earlier.
     *
     * @return gives the memory back, from any thread; null if there is no room
     */
    @Nullable
    Runnable keep(AdmittedRequest admission, long bytes, Object sender) {
        Object whose = admission.sender();
        if (whose != null) {
            giveShareBack(whose, admission.charged());
            admission.countsFor(null);
        }
        long cost = Math.max(bytes, LEAST_OF_WAITING);
        if (!takeShare(sender, cost)) {
            return null;
        }
        long more = cost - admission.charged();
        if (inFlight.addAndGet(more) > max && more > 0) {
            inFlight.addAndGet(-more);
            giveShareBack(sender, cost);
            return null;
        }
        admission.charged(0);
        AtomicLong kept = new AtomicLong(cost);
        return () -> {
            long left = kept.getAndSet(0);
            if (left > 0) {
                inFlight.addAndGet(-left);
                giveShareBack(sender, left);
            }
        };
    }

    /** Registers a body that did not arrive in one turn of the event loop. */
    void begins(Arriving body) {
        arriving.add(body);
    }

    /** Removes a body that has arrived, or whose connection has ended. */
    void ends(Arriving body) {
        arriving.remove(body);
    }

    /** Gives up the oldest slow bodies until enough memory is left. Does so at most every 100 ms. */
    private void giveUpSlow() {
        long now = System.nanoTime();
        long before = lookedAtNanos.get();
        if (now - before < PAUSE_NANOS || !lookedAtNanos.compareAndSet(before, now)) {
            return;
        }
        List<Arriving> slow = arriving.stream()
                .filter(body -> now - body.sinceNanos() > PATIENCE.toNanos())
                .sorted(Comparator.comparingLong(body -> body.sinceNanos() - now))
                .toList();
        long excess = inFlight.get() - plenty;
        for (Arriving body : slow) {
            if (excess <= 0) {
                return;
            }
            excess -= body.bytes();
            body.giveUp();
        }
    }
}
