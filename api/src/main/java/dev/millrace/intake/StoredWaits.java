package dev.millrace.intake;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Requests that wait until their events are stored: as many as there are open ones. If that takes too long, or the service stops, the
 * answer is what is true by then: the events are on disk, and will be stored. Thread-safe.
 */
final class StoredWaits {
    /** One request; equal to itself only. */
    private static final class Wait {
        final CompletableFuture<AckLevel> reached;

        Wait(CompletableFuture<AckLevel> reached) {
            this.reached = reached;
        }
    }

    private final Duration timeout;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopped;

    StoredWaits(Duration timeout) {
        this.timeout = timeout;
    }

    CompletionStage<IntakeAnswer> await(Supplier<CompletionStage<Void>> stored, Tally tally) {
        CompletableFuture<AckLevel> reached = stored.get()
                .thenApply(_ -> AckLevel.STORED)
                .toCompletableFuture()
                .completeOnTimeout(AckLevel.DISK, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Wait wait = new Wait(reached);
        waiting.add(wait);
        if (isStopped) {
            reached.complete(AckLevel.DISK);
        }
        return reached.whenComplete((_, _) -> waiting.remove(wait))
                .thenApply(level -> new IntakeAnswer.Kept(level, tally));
    }

    void stop() {
        isStopped = true;
        waiting.forEach(wait -> wait.reached.complete(AckLevel.DISK));
    }
}
