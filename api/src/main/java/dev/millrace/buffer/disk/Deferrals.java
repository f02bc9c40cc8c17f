package dev.millrace.buffer.disk;

import dev.millrace.buffer.Deferral;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What was let go lately without being stored: who asks for {@code stored} a moment later must not hear that it is. Of older stretches nothing is
 * known any more; who asks for one is left waiting. Guarded by the buffer's lock, but for {@link #complete}.
 */
final class Deferrals {
    /** Nobody asks so late: a request asks when it is on disk. */
    static final int MOST = 10_000;

    private final Deque<Deferral> lately = new ArrayDeque<>();
    private long forgottenBefore;

    /** Of a commit; each behind those before. */
    void add(List<Deferral> deferrals) {
        lately.addAll(deferrals);
        while (lately.size() > MOST) {
            forgottenBefore = lately.remove().to();
        }
    }

    /** Those of what lies from one position to before another, which is committed. What is forgotten is never stored. */
    List<Deferral> of(long start, long end) {
        if (start < forgottenBefore) {
            return List.of(new Deferral(start, end, CompletableFuture::new));
        }
        List<Deferral> found = new ArrayList<>();
        for (Iterator<Deferral> newest = lately.descendingIterator(); newest.hasNext(); ) {
            Deferral deferral = newest.next();
            if (deferral.touches(start, end)) {
                found.add(deferral);
            }
        }
        return found;
    }

    /** Completes each waiter when what was deferred of it is stored. */
    static void complete(List<StoredWaiters.Waiter> waiters, List<Deferral> deferrals) {
        for (StoredWaiters.Waiter waiter : waiters) {
            complete(
                    waiter.stored(),
                    deferrals.stream()
                            .filter(deferral -> deferral.touches(waiter.start(), waiter.end()))
                            .toList());
        }
    }

    /**
     * Completes a waiter when all that was deferred of it is stored, at once if nothing was. Who stops waiting leaves nothing behind there
     * either.
     */
    static void complete(CompletableFuture<Void> waiter, Collection<Deferral> deferrals) {
        if (deferrals.isEmpty()) {
            waiter.complete(null);
            return;
        }
        CompletableFuture<?>[] left = deferrals.stream()
                .map(deferral -> deferral.stored().get().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<?> _ = CompletableFuture.allOf(left).thenRun(() -> waiter.complete(null));
        CompletableFuture<?> _ = waiter.whenComplete((_, _) -> {
            for (CompletableFuture<?> one : left) {
                one.cancel(false);
            }
        });
    }
}
