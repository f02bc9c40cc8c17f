package dev.millrace.kafka.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for rows that another node may store: while a request waits, a thread asks the brokers for the offsets that the draining group has
 * committed. The node that drains need not know of it, except that it should not linger: an empty record, a <em>flush</em>, tells it so.
 * Thread-safe.
 */
final class StoredOffsets implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredOffsets.class);
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    /** Tells what the group has committed. */
    interface Committed {
        /** Returns the offset of each partition: everything before it is stored. */
        Map<TopicPartition, Long> offsets() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private record Waiter(LogPositions ends, CompletableFuture<Void> done) {}

    private final Committed committedOffsets;
    private final Producer<byte[], byte[]> producer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final List<Waiter> waiters = new ArrayList<>();

    @GuardedBy("lock")
    private Map<TopicPartition, Long> committed = Map.of();

    /** Partitions with a flush that is not committed yet, and the position that it has at least. */
    @GuardedBy("lock")
    private final Map<TopicPartition, Long> flushed = new HashMap<>();

    @GuardedBy("lock")
    private boolean isClosed;

    private final Thread thread;

    StoredOffsets(Committed committedOffsets, Producer<byte[], byte[]> producer) {
        this.committedOffsets = committedOffsets;
        this.producer = producer;
        this.thread = Thread.ofPlatform().name("kafka-stored").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns a stage that completes when the group has committed everything before these positions; the caller may cancel it. */
    CompletionStage<Void> reached(LogPositions ends) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Set<TopicPartition> flushes = new HashSet<>();
        lock.lock();
        try {
            Map<TopicPartition, Long> missing = ends.beyond(committed);
            if (missing.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            waiters.add(new Waiter(ends, done));
            for (Map.Entry<TopicPartition, Long> end : missing.entrySet()) {
                if (flushed.getOrDefault(end.getKey(), 0L) < end.getValue()) {
                    flushed.put(end.getKey(), end.getValue());
                    flushes.add(end.getKey());
                }
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        flushes.forEach(this::flush);
        return done;
    }

    private void flush(TopicPartition partition) {
        try {
            Future<RecordMetadata> _ = producer.send(
                    new ProducerRecord<>(partition.topic(), partition.partition(), null, null), (_, failure) -> {
                        if (failure != null) {
                            log.debug("A flush could not be sent, so rows wait for the drain's linger", failure);
                        }
                    });
        } catch (RuntimeException e) {
            log.debug("A flush could not be sent, so rows wait for the drain's linger", e);
        }
    }

    private void run() {
        try {
            while (awaitWaiters()) {
                try {
                    update(committedOffsets.offsets());
                    TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
                } catch (ExecutionException | TimeoutException | RuntimeException e) {
                    log.debug("The brokers do not say what is committed", e);
                    TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWaiters() throws InterruptedException {
        lock.lock();
        try {
            waiters.removeIf(waiter -> waiter.done.isDone());
            while (waiters.isEmpty() && !isClosed) {
                changed.await();
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void update(Map<TopicPartition, Long> offsets) {
        List<Waiter> done = new ArrayList<>();
        lock.lock();
        try {
            committed = offsets;
            waiters.removeIf(waiter -> {
                boolean isReached = waiter.ends.areReached(offsets);
                if (isReached) {
                    done.add(waiter);
                }
                return isReached;
            });
        } finally {
            lock.unlock();
        }
        done.forEach(waiter -> waiter.done.complete(null));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
