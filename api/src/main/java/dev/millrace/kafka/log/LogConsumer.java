package dev.millrace.kafka.log;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.deadletter.RefusedPayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership in the group of nodes that drain. It polls all the time, also while a shard takes nothing: then the partitions of that
 * shard are paused, so the group does not throw it out. An offset is committed when the rows of all records before it are stored or dead
 * letters. Two nodes that have a partition at the same time, for a moment, store the same rows. For one thread.
 */
final class LogConsumer implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogConsumer.class);
    private static final Duration BUSY_POLL = Duration.ofMillis(5);
    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(20);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** Chunks that are with the drain when a partition is revoked are nearly always stored a moment later. */
    private static final Duration REVOKE_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final LogTopics topics;
    private final Map<Integer, ShardSource> sources;
    private final long maxWaitingBytes;
    private final DeadLetters letters;
    private final LogMetrics metrics;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private Runnable joined = () -> {};
    private boolean isCommitting;
    private long committedNanos = System.nanoTime();

    /**
     * @param sources of all shards, by their numbers
     * @param maxWaitingBytes of all sources together
     */
    LogConsumer(
            Consumer<byte[], byte[]> consumer,
            LogTopics topics,
            Map<Integer, ShardSource> sources,
            long maxWaitingBytes,
            DeadLetters letters,
            LogMetrics metrics) {
        this.consumer = consumer;
        this.topics = topics;
        this.sources = sources;
        this.maxWaitingBytes = maxWaitingBytes;
        this.letters = letters;
        this.metrics = metrics;
    }

    /**
     * Fetches records until it is stopped.
     *
     * @param isFetching false when no more records are to be fetched
     * @param isStopped true when it is to leave the group
     * @param joined called when the group has taken the node in
     * @throws KafkaException if the brokers do not want this client
     */
    void run(BooleanSupplier isFetching, BooleanSupplier isStopped, Runnable joined) {
        this.joined = joined;
        consumer.subscribe(topics.names(), this);
        while (!isStopped.getAsBoolean()) {
            pauseOrResume(isFetching.getAsBoolean());
            boolean isBusy = sources.values().stream().anyMatch(source -> source.pendingBytes() > 0);
            consumer.poll(isBusy ? BUSY_POLL : IDLE_POLL).forEach(this::add);
            commitNowAndThen();
        }
        release(assigned);
    }

    private void pauseOrResume(boolean isFetching) {
        Set<TopicPartition> wanted = assigned.stream()
                .filter(partition -> !isFetching || source(partition).pendingBytes() > maxWaitingBytes / sources.size())
                .collect(Collectors.toSet());
        Set<TopicPartition> over = new HashSet<>(consumer.paused());
        over.removeAll(wanted);
        consumer.resume(over);
        consumer.pause(wanted);
        metrics.paused(wanted.size());
    }

    private ShardSource source(TopicPartition partition) {
        return Objects.requireNonNull(
                sources.get(topics.shard(partition.partition()).number()));
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        byte[] value = record.value();
        boolean isFlush = value == null;
        List<Frame> frames = isFlush ? List.of() : frames(record, value);
        source(partition)
                .add(partition, record.offset(), frames, isFlush ? 0 : value.length, record.timestamp(), isFlush);
    }

    /** Returns the frames of a record. What cannot be read, as nothing of Millrace wrote it, becomes a dead letter. */
    private List<Frame> frames(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        while (bytes.hasRemaining()) {
            Frame frame = FrameCodec.read(bytes);
            if (frame == null) {
                bury(record, value, bytes.position());
                return frames;
            }
            frames.add(frame);
        }
        return frames;
    }

    private void bury(ConsumerRecord<byte[], byte[]> record, byte[] value, int from) {
        String place = "kafka:%s/%s/%s".formatted(record.topic(), record.partition(), record.offset());
        metrics.damaged();
        log.error("{} has bytes that are no rows, from byte {} on: they become a dead letter.", place, from);
        byte[] rest = Arrays.copyOfRange(value, from, value.length);
        try {
            letters.add(place, List.of(new RefusedPayload(rest, "The bytes are no rows that Millrace wrote.")));
        } catch (IOException e) {
            // The record is not committed, and comes again to the next member.
            throw new KafkaException("the dead letters take nothing: " + e.getMessage(), e);
        }
    }

    private void commitNowAndThen() {
        long now = System.nanoTime();
        if (isCommitting || now - committedNanos < COMMIT_INTERVAL.toNanos()) {
            return;
        }
        Map<TopicPartition, Long> offsets = toCommit(assigned);
        if (!offsets.isEmpty()) {
            isCommitting = true;
            committedNanos = now;
            consumer.commitAsync(metadata(offsets), (_, failure) -> {
                isCommitting = false;
                settle(offsets, Optional.ofNullable(failure));
            });
        }
    }

    private Map<TopicPartition, Long> toCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        sources.values().forEach(source -> offsets.putAll(source.toCommit()));
        offsets.keySet().retainAll(partitions);
        return offsets;
    }

    private static Map<TopicPartition, OffsetAndMetadata> metadata(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        offsets.forEach((partition, offset) -> all.put(partition, new OffsetAndMetadata(offset)));
        return all;
    }

    /** A commit that failed is made again with the next one; until then the rows are only stored once more, should this node end. */
    private void settle(Map<TopicPartition, Long> offsets, Optional<Exception> failure) {
        if (failure.isPresent()) {
            metrics.failed();
            log.debug("Offsets could not be committed", failure.get());
            return;
        }
        offsets.forEach((partition, offset) -> source(partition).committed(partition, offset));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> source(partition).assign(partition));
        assigned.addAll(partitions);
        joined.run();
        metrics.assigned(assigned.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        release(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        forget(partitions);
    }

    private void release(Collection<TopicPartition> released) {
        List<TopicPartition> partitions = List.copyOf(released);
        try {
            for (ShardSource source : sources.values()) {
                source.awaitStored(partitions, REVOKE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<TopicPartition, Long> offsets = toCommit(partitions);
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(metadata(offsets), REQUEST_TIMEOUT);
            }
        } catch (KafkaException e) {
            settle(offsets, Optional.of(e));
        }
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        sources.values().forEach(source -> source.forget(partitions));
        assigned.removeAll(List.copyOf(partitions));
        metrics.assigned(assigned.size());
    }

    /** Leaves the group, and lets go of the client. */
    @Override
    public void close() {
        forget(List.copyOf(assigned));
        consumer.close(CloseOptions.timeout(REQUEST_TIMEOUT));
    }
}
