package dev.millrace.benchmarks.sealing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Repeats an action for a while, on a thread of its own, with a pause after each time. */
final class Loop {
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    private Loop() {}

    /** The action to repeat. */
    @FunctionalInterface
    interface Action {
        void run(int number) throws IOException, InterruptedException;
    }

    static Loop start(Duration length, long pauseMillis, Action action) {
        Loop loop = new Loop();
        Thread.ofPlatform().daemon().start(() -> loop.run(System.nanoTime() + length.toNanos(), pauseMillis, action));
        return loop;
    }

    /** Waits for the end. */
    void join() throws IOException, InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void run(long until, long pauseMillis, Action action) {
        try {
            for (int i = 0; System.nanoTime() < until; i++) {
                action.run(i);
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
            end.complete(true);
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.completeExceptionally(e);
        }
    }
}
