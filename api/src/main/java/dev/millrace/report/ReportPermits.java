package dev.millrace.report;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.clickhouse.ReportConfig;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many reports are made at once, over all and for each sender. A free permit goes to the report that has waited longest among
 * those whose sender has the fewest permits. Thread-safe; blocks.
 */
@Singleton
final class ReportPermits {
    private final int max;
    private final int share;
    private final long waitNanos;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Object, Integer> held = new HashMap<>();

    @GuardedBy("lock")
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private int taken;

    ReportPermits(ReportConfig config) {
        this.max = config.maxConnections();
        this.share = Math.max(1, max - max / 4);
        this.waitNanos = config.maxWait().toNanos();
    }

    /** A place that is held until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Waiting {
        private final Object sender;
        private final Condition turn;
        private boolean hasPlace;

        private Waiting(Object sender, Condition turn) {
            this.sender = sender;
            this.turn = turn;
        }
    }

    /**
     * Waits for a permit.
     *
     * @param sender equal for all requests of one sender
     * @throws ReportRefusedException if none is free for too long
     */
    Place take(Object sender) {
        lock.lock();
        try {
            Waiting mine = new Waiting(sender, lock.newCondition());
            waiting.add(mine);
            handOut();
            long left = waitNanos;
            while (!mine.hasPlace) {
                if (left <= 0) {
                    waiting.remove(mine);
                    throw ReportRefusedException.busy("%s reports are being made already, %s of them for this sender."
                            .formatted(taken, held.getOrDefault(sender, 0)));
                }
                left = mine.turn.awaitNanos(left);
            }
            return () -> giveBack(sender);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReportRefusedException.busy("Millrace is stopping.");
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Object sender) {
        lock.lock();
        try {
            taken--;
            held.computeIfPresent(sender, (_, places) -> places == 1 ? null : places - 1);
            handOut();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void handOut() {
        while (taken < max) {
            Waiting next = null;
            int fewest = share;
            for (Waiting one : waiting) {
                int places = held.getOrDefault(one.sender, 0);
                if (places < fewest) {
                    fewest = places;
                    next = one;
                }
            }
            if (next == null) {
                return;
            }
            waiting.remove(next);
            next.hasPlace = true;
            held.merge(next.sender, 1, Integer::sum);
            taken++;
            next.turn.signal();
        }
    }
}
