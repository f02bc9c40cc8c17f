package dev.millrace.buffer.disk;

import dev.millrace.buffer.Deferral;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers the deferrals of the last commits. A stretch of the log may span several chunks, so its rows are stored when those of every
 * commit since its start are. Deferrals of older commits are forgotten: a wait for their rows never ends. Guarded by the buffer's lock.
 */
final class Deferrals {
    /** Most deferrals that are remembered. That suffices because a request begins to wait for {@code stored} as soon as it is on disk. */
    static final int MOST = 100_000;

    /** Most commits that are remembered: each takes some hundred bytes, and a forwarder commits hundreds of times a second. */
    static final int MOST_COMMITS = 10_000;

    /** Commits that are kept however many deferrals they have, because a request may span two. */
    private static final int COMMITS_KEPT = 2;

    private final Deque<Commit> lately = new ArrayDeque<>();
    private int size;
    private long forgottenBefore;

    /** A wait for a committed stretch, and the deferrals in it. */
    record Wait(CompletableFuture<Void> waiter, Collection<Deferral> left) {
        /**
         * Completes the waiter when all deferred rows are stored, at once if none were deferred. A cancelled waiter also cancels its waits
         * in the other buffers. Not to be called under the lock.
         */
        void complete() {
            if (left.isEmpty()) {
                waiter.complete(null);
                return;
            }
            CompletableFuture<?>[] stages = left.stream()
                    .map(deferral -> deferral.stored().get().toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<?> _ = CompletableFuture.allOf(stages).thenRun(() -> waiter.complete(null));
            CompletableFuture<?> _ = waiter.whenComplete((_, _) -> {
                for (CompletableFuture<?> stage : stages) {
                    stage.cancel(false);
                }
            });
        }
    }

    /** The deferrals of one commit, in the order of their starts. */
    private static final class Commit {
        private final long end;
        private final List<Deferral> deferrals;

        /**
         * For each deferral, the furthest end among it and those before it. Deferrals of two shards may overlap, so the last one need not
         * end last.
         */
        private final long[] reach;

        Commit(long end, List<Deferral> deferrals) {
            this.end = end;
            this.deferrals = deferrals.stream()
                    .sorted(Comparator.comparingLong(Deferral::from))
                    .toList();
            this.reach = new long[deferrals.size()];
            long furthest = 0;
            for (int i = 0; i < reach.length; i++) {
                furthest = Math.max(furthest, this.deferrals.get(i).to());
                reach[i] = furthest;
            }
        }

        void addTouching(long start, long end, List<Deferral> found) {
            for (int i = startingBefore(end) - 1; i >= 0 && reach[i] > start; i--) {
                if (deferrals.get(i).touches(start, end)) {
                    found.add(deferrals.get(i));
                }
            }
        }

        private int startingBefore(long position) {
            int low = 0;
            int high = deferrals.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (deferrals.get(middle).from() < position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** Notes the deferrals of a commit up to {@code end}; all of them lie after the previous commit. */
    void add(long end, List<Deferral> deferrals) {
        if (deferrals.isEmpty()) {
            return;
        }
        lately.add(new Commit(end, deferrals));
        size += deferrals.size();
        while ((size > MOST && lately.size() > COMMITS_KEPT) || lately.size() > MOST_COMMITS) {
            Commit oldest = lately.remove();
            size -= oldest.deferrals.size();
            forgottenBefore = oldest.end;
        }
    }

    /** Returns the deferrals of a committed stretch that have to be waited for. A forgotten deferral counts as never stored. */
    List<Deferral> of(long start, long end) {
        if (start < forgottenBefore) {
            return List.of(new Deferral(start, end, CompletableFuture::new));
        }
        List<Deferral> found = new ArrayList<>();
        for (Iterator<Commit> newest = lately.descendingIterator(); newest.hasNext(); ) {
            Commit commit = newest.next();
            if (commit.end <= start) {
                break;
            }
            commit.addTouching(start, end, found);
        }
        return found;
    }

    /** Returns the wait of a waiter whose stretch of the log is committed. */
    Wait of(StoredWaiters.Waiter waiter) {
        return new Wait(waiter.done(), waiter.isForDeferred() ? of(waiter.start(), waiter.end()) : List.of());
    }

    /** Returns the waits of those waiters whose stretch of the log has just been committed to its end. */
    List<Wait> of(List<StoredWaiters.Waiter> waiters) {
        return waiters.stream()
                .map(waiter ->
                        new Wait(waiter.done(), waiter.isForDeferred() ? of(waiter.start(), waiter.end()) : List.of()))
                .toList();
    }
}
