package dev.millrace.intake;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Requests that wait until their events are stored. If that takes too long, or the service stops, the answer is what is true by then: the
 * events are on disk, and will be stored. Thread-safe.
 *
 * <p>A request keeps its body until it is answered, also when its sender has gone away, and while ClickHouse is down none of them is
 * answered before its time. So their bytes have a bound; who comes when it is reached is told at once how far its events are.
 */
final class StoredAckTimeouts {
    /** One request; equal to itself only. */
    private static final class Wait {
        final CompletableFuture<AckLevel> reached;

        Wait(CompletableFuture<AckLevel> reached) {
            this.reached = reached;
        }
    }

    /** What a wait costs beside the body, at most. */
    private static final int OVERHEAD_BYTES = 4096;

    private final Duration timeout;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopped;

    /** @param maxBytes of the bodies of all who wait, each with 4096 more */
    StoredAckTimeouts(Duration timeout, long maxBytes) {
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    CompletionStage<IntakeAnswer> await(Supplier<CompletionStage<Void>> stored, VerdictCounts counts, int bodyBytes) {
        long cost = (long) bodyBytes + OVERHEAD_BYTES;
        if (bytes.addAndGet(cost) > maxBytes) {
            bytes.addAndGet(-cost);
            return CompletableFuture.completedFuture(new IntakeAnswer.Kept(AckLevel.DISK, counts));
        }
        CompletableFuture<Void> committed = stored.get().toCompletableFuture();
        CompletableFuture<AckLevel> reached = committed
                .thenApply(_ -> AckLevel.STORED)
                .completeOnTimeout(AckLevel.DISK, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Wait wait = new Wait(reached);
        waiting.add(wait);
        if (isStopped) {
            reached.complete(AckLevel.DISK);
        }
        return reached.whenComplete((_, _) -> {
                    waiting.remove(wait);
                    bytes.addAndGet(-cost);
                    // Unless it is complete: nobody waits for it any more, so the buffer may forget it.
                    committed.cancel(false);
                })
                .thenApply(level -> new IntakeAnswer.Kept(level, counts));
    }

    void stop() {
        isStopped = true;
        waiting.forEach(wait -> wait.reached.complete(AckLevel.DISK));
    }
}
