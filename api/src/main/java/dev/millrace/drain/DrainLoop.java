package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.ChunkSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one source in threads of its own, chunk after chunk. A chunk leaves it when all of its rows, and those of all chunks before it,
 * are stored, dead letters, or as safe elsewhere, never before, so a crash at any point only makes rows be sent twice.
 */
final class DrainLoop {
    private static final Logger log = LoggerFactory.getLogger(DrainLoop.class);

    private final ChunkSource source;
    private final DrainGate gate;
    private final ChunkPipeline line;
    private final Duration stopTimeout;
    private final List<Thread> threads;

    private final ReentrantLock opening = new ReentrantLock();

    @GuardedBy("opening")
    private boolean isOpen;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();

    @GuardedBy("lock")
    private boolean stopping;

    @GuardedBy("lock")
    private long stopAtNanos;

    /**
     * @param name of its threads
     * @param lag receives how long the oldest row of each stored chunk was in the source
     */
    DrainLoop(
            String name,
            ChunkSource source,
            DrainGate gate,
            ChunkTarget target,
            Consumer<Duration> lag,
            DrainConfig config) {
        this.source = source;
        this.gate = gate;
        this.line = new ChunkPipeline(source, target, lag, config.batchLimits(), config.inserts() == 1, this::pause);
        this.stopTimeout = config.stopTimeout();
        this.threads = IntStream.rangeClosed(1, config.inserts())
                .mapToObj(i -> Thread.ofPlatform().name(name + "-" + i).unstarted(this::run))
                .toList();
    }

    /** Starts the threads. Once. */
    void start() {
        threads.forEach(Thread::start);
    }

    /** Lets the threads drain for a bounded time what is there, and then end. Returns at once. */
    void beginStop() {
        lock.lock();
        try {
            stopping = true;
            stopAtNanos = System.nanoTime() + stopTimeout.toNanos();
            stopped.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns, after {@link #beginStop}, when that is done, when ClickHouse does not take rows, or when the time is up. */
    void awaitEnd() throws InterruptedException {
        long until;
        lock.lock();
        try {
            until = stopAtNanos;
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
    }

    private void run() {
        try {
            boolean goesOn = isGateOpen();
            while (goesOn && goOn()) {
                goesOn = line.storeNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("The drain ended; events stay in the buffer until Millrace is started again", e);
            // The error ends the thread, and with the thread the process.
            throw e;
        } finally {
            line.end();
        }
    }

    /** Returns false if it was never started, or has ended: then nothing is stored any more. */
    boolean isRunning() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    /** Opens the gate: the first thread waits at it, the others wait for that thread. */
    private boolean isGateOpen() throws InterruptedException {
        opening.lock();
        try {
            isOpen = isOpen || (!line.hasEnded() && gate.await(this::pause));
            return isOpen;
        } finally {
            opening.unlock();
        }
    }

    private boolean goOn() {
        lock.lock();
        try {
            return !stopping || (source.pendingBytes() > 0 && System.nanoTime() < stopAtNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits out a pause; returns false at once if the service is stopping: rows that would have to wait for ClickHouse are left to the next
     * start.
     */
    private boolean pause(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!stopping && nanos > 0) {
                nanos = stopped.awaitNanos(nanos);
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }
}
