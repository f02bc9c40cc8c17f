package dev.millrace.benchmarks.mqtt;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for brokers and their clients. */
final class Waiting {
    private static final long ANSWER_SECONDS = 10;

    private Waiting() {}

    /** Waits for an answer of the broker. */
    static void await(CompletableFuture<?> answer) throws IOException, InterruptedException {
        try {
            Object _ = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the MQTT broker does not do as it is asked", e);
        }
    }

    /** Takes leave; whoever is not heard goes all the same. */
    static void disconnect(CompletableFuture<Void> answer) {
        try {
            await(answer);
        } catch (IOException gone) {
            // The connection is gone, as intended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a condition, checking every few milliseconds; fails after ten minutes with the state. */
    static void until(Condition condition, Callable<String> state) throws IOException, InterruptedException {
        long end = System.nanoTime() + Receiver.PATIENCE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("it did not end: " + describe(state));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A condition that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static String describe(Callable<String> state) {
        try {
            return state.call();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
