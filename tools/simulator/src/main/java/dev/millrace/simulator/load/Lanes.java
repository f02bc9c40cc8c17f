package dev.millrace.simulator.load;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks side by side, at most {@code width} at a time. The first failure interrupts the rest and is thrown to the
 * one thread that submits and joins; nothing is queued, so a slow service slows down the reading of the input.
 */
public final class Lanes implements AutoCloseable {
    private final int width;
    private final Semaphore free;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

    public Lanes(int width) {
        this.width = width;
        this.free = new Semaphore(width);
    }

    /** The work of a lane; an {@link IOException} or a bug ends all lanes. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** Waits for a free lane and starts the task in it. */
    public void submit(Task task) throws IOException, InterruptedException {
        free.acquire();
        try {
            threads.execute(() -> runAndFree(task));
        } catch (RejectedExecutionException e) {
            free.release();
            throwFailure();
            throw e;
        }
    }

    /** Waits until every task has ended. */
    public void join() throws IOException, InterruptedException {
        free.acquire(width);
        free.release(width);
        throwFailure();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    private void runAndFree(Task task) {
        try {
            task.run();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            firstFailure.compareAndSet(null, e);
            threads.shutdownNow();
        } finally {
            free.release();
        }
    }

    private void throwFailure() throws IOException, InterruptedException {
        switch (firstFailure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
