package dev.millrace.drain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that empty the buffer: first the tables, then chunk after chunk. A chunk leaves the buffer when all of its rows, and those of all
 * chunks before it, are stored or dead letters, never before, so a crash at any point only makes rows be sent twice.
 */
@Singleton
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final EventBuffer buffer;
    private final Schema schema;
    private final ChunkLine line;
    private final Duration stopTimeout;
    private final List<Thread> threads;

    private final ReentrantLock migrating = new ReentrantLock();

    @GuardedBy("migrating")
    private boolean schemaReady;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();

    @GuardedBy("lock")
    private boolean stopping;

    @GuardedBy("lock")
    private long stopAtNanos;

    Drain(EventBuffer buffer, Schema schema, ChunkStore store, DrainMetrics metrics, DrainConfig config) {
        this.buffer = buffer;
        this.schema = schema;
        this.line = new ChunkLine(buffer, store, metrics, config, this::pause);
        this.stopTimeout = config.stopTimeout();
        this.threads = IntStream.rangeClosed(1, config.inserts())
                .mapToObj(i -> Thread.ofPlatform().name("drain-" + i).unstarted(this::run))
                .toList();
    }

    /** Starts the threads. Once. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Drains what is there for a bounded time and ends the threads. Returns when it is done, or when ClickHouse does not take rows, or
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
        long until = System.nanoTime() + stopTimeout.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        long left = buffer.state().pendingBytes();
        if (left > 0) {
            log.info("{} bytes stay in the buffer for the next start.", left);
        }
    }

    private void run() {
        try {
            boolean goesOn = isSchemaReady();
            while (goesOn && goOn()) {
                goesOn = line.storeNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("The drain ended; events stay in the buffer until Millrace is started again", e);
        } finally {
            line.end();
        }
    }

    /** False if it was never started, or has ended: then nothing is stored any more. */
    public boolean isRunning() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    /** The first to come brings the tables up to date while the others wait. */
    private boolean isSchemaReady() throws InterruptedException {
        migrating.lock();
        try {
            schemaReady = schemaReady || (!line.hasEnded() && awaitSchema());
            return schemaReady;
        } finally {
            migrating.unlock();
        }
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
