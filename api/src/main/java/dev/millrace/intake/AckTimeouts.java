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
 * Bounds how long requests wait until their events are on brokers or stored. If that takes too long, or the service stops, the answer is
 * the level that is certainly reached: the events are on disk, and will be stored. Thread-safe.
 *
 * <p>A request keeps its body until it is answered, also when its sender has gone away, and while ClickHouse is down none of them is
 * answered before its timeout. So their bytes have a bound; a request beyond it is answered at once with the level that is reached.
 */
final class AckTimeouts {
    /** A request that waits; equal to itself only. */
    private static final class Wait {
        final CompletableFuture<AckLevel> reached;

        Wait(CompletableFuture<AckLevel> reached) {
            this.reached = reached;
        }
    }

    /** The most memory that a wait takes besides the body. */
    private static final int OVERHEAD_BYTES = 4096;

    private final Duration timeout;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopped;

    /** @param maxBytes bounds the bodies of all waiting requests, with 4096 bytes more for each */
    AckTimeouts(Duration timeout, long maxBytes) {
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /**
     * Waits for a level.
     *
     * @param done gives the stage that completes when the level is reached, and is cancelled when nothing waits for it any more
     * @param wanted the level
     * @return completes with the level that is reached
     */
    CompletionStage<AckLevel> await(Supplier<CompletionStage<Void>> done, AckLevel wanted, int bodyBytes) {
        long cost = (long) bodyBytes + OVERHEAD_BYTES;
        if (bytes.addAndGet(cost) > maxBytes) {
            bytes.addAndGet(-cost);
            return CompletableFuture.completedFuture(AckLevel.DISK);
        }
        CompletableFuture<Void> stage = done.get().toCompletableFuture();
        CompletableFuture<AckLevel> reached = stage.thenApply(_ -> wanted)
                .completeOnTimeout(AckLevel.DISK, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Wait wait = new Wait(reached);
        waiting.add(wait);
        if (isStopped) {
            reached.complete(AckLevel.DISK);
        }
        return reached.whenComplete((_, _) -> {
            waiting.remove(wait);
            bytes.addAndGet(-cost);
            // Unless it is complete: nothing waits for it any more, so the buffer may forget it.
            stage.cancel(false);
        });
    }

    void stop() {
        isStopped = true;
        waiting.forEach(wait -> wait.reached.complete(AckLevel.DISK));
    }
}
