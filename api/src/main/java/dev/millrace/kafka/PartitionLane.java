package dev.millrace.kafka;

import dev.millrace.drain.Backoff;
import dev.millrace.intake.VersionClock;
import dev.millrace.kafka.RecordDelivery.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The records of one partition, from when they are fetched until their offset may be committed. They are begun in their order, many at a
 * time; the offset moves only over those that are safe together with all before them. One that is not taken is tried again, with the
 * versions that it has, and no later record is begun meanwhile. For one thread, the consumer's.
 */
final class PartitionLane {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int UNKNOWN = -1;

    private final PartitionClock clock;
    private final RecordDelivery delivery;
    private final KafkaMetrics metrics;
    private final Duration futureSkew;
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private final Deque<Begun> begun = new ArrayDeque<>();
    private final Backoff backoff = new Backoff(LONGEST_PAUSE, ThreadLocalRandom.current());
    private long notBeforeNanos = System.nanoTime();
    private long bytes;
    private long safeOffset = UNKNOWN;
    private long committedOffset = UNKNOWN;
    private String safeState = "";
    private Optional<Integer> safeEpoch = Optional.empty();

    private static final class Begun {
        final InputRecord record;
        CompletableFuture<Outcome> outcome;

        Begun(InputRecord record, CompletableFuture<Outcome> outcome) {
            this.record = record;
            this.outcome = outcome;
        }
    }

    /**
     * Begins with nothing.
     *
     * @param state what was committed with the offset from which the partition is read
     * @param futureSkew how far a record may be ahead of the clock: so long it waits, and one that is further ahead is refused
     */
    PartitionLane(int partition, String state, RecordDelivery delivery, KafkaMetrics metrics, Duration futureSkew) {
        this.clock = new PartitionClock(partition, state);
        this.delivery = delivery;
        this.metrics = metrics;
        this.futureSkew = futureSkew;
    }

    /** Takes what was fetched, in its order. */
    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        fetched.addAll(records);
    }

    /** Looks what has become of records, and begins others if there is room for their events. */
    void advance(Instant now, boolean hasRoom) {
        settle();
        boolean isHeld = tryAgain(hasRoom);
        while (hasRoom && !isHeld && !fetched.isEmpty() && !isAhead(fetched.peek(), now)) {
            // Only an append shows that the buffer has become full.
            isHeld = isRefused(begin(fetched.remove(), now));
        }
        settle();
    }

    private void settle() {
        while (!begun.isEmpty() && begun.peek().outcome.isDone()) {
            Outcome outcome = begun.peek().outcome.join();
            if (outcome == Outcome.AGAIN) {
                return;
            }
            InputRecord record = begun.remove().record;
            bytes -= record.bytes();
            safeOffset = record.source().offset() + 1;
            safeEpoch = record.source().leaderEpoch();
            safeState = PartitionClock.stateAfter(record.versions());
            metrics.settled(record, outcome);
        }
    }

    /** Returns true if some record has still to be tried again, so that no later one is begun. */
    private boolean tryAgain(boolean hasRoom) {
        List<Begun> again =
                begun.stream().filter(each -> isRefused(each.outcome)).toList();
        if (again.isEmpty()) {
            return false;
        }
        if (!hasRoom || System.nanoTime() - notBeforeNanos < 0) {
            return true;
        }
        notBeforeNanos = System.nanoTime() + backoff.nextPause().toNanos();
        for (Begun each : again) {
            metrics.triedAgain(each.record);
            each.outcome = delivery.begin(each.record);
        }
        return true;
    }

    /**
     * Returns true if a record has to wait for the clock, so that no deletion from now on is older than it. Versions that are further ahead are
     * not waited for: then the clock went back.
     */
    private boolean isAhead(ConsumerRecord<byte[], byte[]> record, Instant now) {
        if (isFuture(record, now)) {
            return false;
        }
        long lastTick = clock.peek(record.timestamp(), bytesOf(record)).lastTick();
        return lastTick > VersionClock.tickOf(now) && lastTick <= VersionClock.tickOf(now.plus(futureSkew));
    }

    private boolean isFuture(ConsumerRecord<byte[], byte[]> record, Instant now) {
        return record.timestamp() > now.plus(futureSkew).toEpochMilli();
    }

    private static int bytesOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value == null ? 0 : value.length;
    }

    private static boolean isRefused(CompletableFuture<Outcome> outcome) {
        return outcome.isDone() && outcome.join() == Outcome.AGAIN;
    }

    private CompletableFuture<Outcome> begin(ConsumerRecord<byte[], byte[]> source, Instant now) {
        boolean isFuture = isFuture(source, now);
        // It must not raise the versions of all that follow.
        RecordVersions versions = clock.next(isFuture ? 0 : source.timestamp(), bytesOf(source));
        InputRecord record = new InputRecord(
                source, versions, isFuture ? "The record's timestamp is ahead of the clock of Millrace." : null);
        bytes += record.bytes();
        if (begun.isEmpty()) {
            backoff.reset();
        }
        CompletableFuture<Outcome> outcome = delivery.begin(record);
        begun.add(new Begun(record, outcome));
        return outcome;
    }

    /** Returns true if what was fetched is not begun yet, so that nothing more should be fetched. */
    boolean hasWaiting() {
        return !fetched.isEmpty();
    }

    /** Returns how many records are not safe yet. */
    int size() {
        return fetched.size() + begun.size();
    }

    /** Returns how much memory they take, about; those that are not begun are bounded by one fetch. */
    long bytes() {
        return bytes;
    }

    /** Waits until all that is begun has ended one way or the other, but not beyond that time. */
    void await(long untilNanos) throws InterruptedException {
        CompletableFuture<?> all =
                CompletableFuture.allOf(begun.stream().map(each -> each.outcome).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // What is not safe by now is not committed.
        } catch (ExecutionException e) {
            throw new IllegalStateException("A delivery completes normally, whatever happens", e);
        }
        settle();
    }

    /** Returns what may be committed now; empty if that is committed already. */
    Optional<OffsetAndMetadata> toCommit() {
        return safeOffset == committedOffset
                ? Optional.empty()
                : Optional.of(new OffsetAndMetadata(safeOffset, safeEpoch, safeState));
    }

    /** Notes that an offset is committed. */
    void committed(OffsetAndMetadata offset) {
        committedOffset = offset.offset();
    }
}
