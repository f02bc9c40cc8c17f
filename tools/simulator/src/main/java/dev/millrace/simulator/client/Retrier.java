package dev.millrace.simulator.client;

import dev.millrace.simulator.client.Attempt.Done;
import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Repeats a request until it succeeds. That is safe for every request here: events are idempotent, and reports only read. */
public final class Retrier {
    private final RetryPolicy policy;
    private final Consumer<String> onRetry;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    /**
     * Pauses in real time.
     *
     * @param onRetry hears the reason of every retry, on the thread that retries
     */
    public Retrier(RetryPolicy policy, Consumer<String> onRetry) {
        this(policy, onRetry, System::nanoTime, Thread::sleep);
    }

    Retrier(RetryPolicy policy, Consumer<String> onRetry, LongSupplier nanoTime, Sleeper sleeper) {
        this.policy = policy;
        this.onRetry = onRetry;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    @FunctionalInterface
    interface Request<T> {
        Attempt<T> attempt() throws InterruptedException;
    }

    <T> T untilDone(Request<T> request) throws GaveUpException, InterruptedException {
        long startedNanos = nanoTime.getAsLong();
        for (int failures = 1; ; failures++) {
            switch (request.attempt()) {
                case Done<T>(T value) -> {
                    return value;
                }
                case Refused<T>(String reason) -> throw new GaveUpException(reason);
                case TryLater<T> later -> {
                    Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - startedNanos);
                    Duration pause = policy.pause(
                                    failures,
                                    later.retryAfter(),
                                    elapsed,
                                    ThreadLocalRandom.current().nextDouble())
                            .orElseThrow(() -> gaveUp(later, elapsed));
                    onRetry.accept(later.reason());
                    sleeper.sleep(pause);
                }
            }
        }
    }

    private static GaveUpException gaveUp(TryLater<?> last, Duration elapsed) {
        Duration asked = last.retryAfter();
        String retryAfter = asked == null ? "" : ", Retry-After " + asked.toSeconds() + " s";
        return new GaveUpException("gave up after " + elapsed.toSeconds() + " s: " + last.reason() + retryAfter);
    }
}
