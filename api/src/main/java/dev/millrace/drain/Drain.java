package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that empties the buffer: first the tables, then one chunk after the other. A chunk leaves the buffer when all of its rows are
 * stored or dead letters, never before, so a crash at any point only makes rows be sent twice.
 */
@Singleton
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final EventBuffer buffer;
    private final Schema schema;
    private final ChunkStore store;
    private final DrainMetrics metrics;
    private final BatchLimits limits;
    private final Duration stopTimeout;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();

    @GuardedBy("lock")
    private boolean stopping;

    @GuardedBy("lock")
    private long stopAtNanos;

    Drain(EventBuffer buffer, Schema schema, ChunkStore store, DrainMetrics metrics, DrainConfig config) {
        this.buffer = buffer;
        this.schema = schema;
        this.store = store;
        this.metrics = metrics;
        this.limits = config.batchLimits();
        this.stopTimeout = config.stopTimeout();
        this.thread = Thread.ofPlatform().name("drain").unstarted(this::run);
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    /**
     * Drains what is there for a bounded time and ends the thread. Returns when it is done, or when ClickHouse does not take rows, or
     * when the time is up.
     */
    public void stop() throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            stopAtNanos = System.nanoTime() + stopTimeout.toNanos();
            stopped.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join(stopTimeout);
        long left = buffer.state().pendingBytes();
        if (left > 0) {
            log.info("{} bytes stay in the buffer for the next start.", left);
        }
    }

    private void run() {
        try {
            if (awaitSchema()) {
                drain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("The drain ended; events stay in the buffer until Millrace is started again", e);
        }
    }

    /** False if it was never started, or has ended: then nothing is stored any more. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    private boolean awaitSchema() throws InterruptedException {
        String lastReason = "";
        while (true) {
            String reason = switch (schema.migrate()) {
                case SchemaState.Ready _ -> "";
                case SchemaState.NotYet notYet -> notYet.reason();
                case SchemaState.Conflict conflict -> conflict.reason();
            };
            if (reason.isEmpty()) {
                return true;
            }
            if (!reason.equals(lastReason)) {
                log.warn("Events are kept in the buffer: {}", reason);
                lastReason = reason;
            }
            if (!pause(TROUBLE_PAUSE)) {
                return false;
            }
        }
    }

    private void drain() throws InterruptedException {
        while (goOn()) {
            Chunk chunk;
            try {
                chunk = buffer.take(limits);
            } catch (IOException e) {
                log.error("The buffer could not be read, trying again", e);
                if (!pause(TROUBLE_PAUSE)) {
                    return;
                }
                continue;
            }
            if (!storeUntilDone(chunk)) {
                return;
            }
            if (!chunk.isEmpty()) {
                metrics.committed(buffer.state().oldestAge());
            }
            buffer.commit(chunk.end());
        }
    }

    /** Never lets go of a chunk that is not stored: the next one's commit would take it along. */
    private boolean storeUntilDone(Chunk chunk) throws InterruptedException {
        String lastReason = "";
        while (true) {
            try {
                return store.store(chunk.frames(), this::pause);
            } catch (IOException | RuntimeException e) {
                if (!e.toString().equals(lastReason)) {
                    log.warn("The drain cannot store what it read, trying again until it can: {}", e.toString(), e);
                    lastReason = e.toString();
                }
                if (!pause(TROUBLE_PAUSE)) {
                    return false;
                }
            }
        }
    }

    private boolean goOn() {
        lock.lock();
        try {
            return !stopping || (buffer.state().pendingBytes() > 0 && System.nanoTime() < stopAtNanos);
        } finally {
            lock.unlock();
        }
    }

    /** False at once if the service is stopping: whoever has to wait for ClickHouse then leaves its rows to the next start. */
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
