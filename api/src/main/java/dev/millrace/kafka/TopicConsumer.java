package dev.millrace.kafka;

import dev.millrace.buffer.EventBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership in the consumer group, from joining to leaving. It polls all the time, also while nothing can be taken: then its partitions
 * are paused, so the group does not throw it out. For one thread.
 *
 * <p>A partition that is taken away is committed as far as it is safe, and forgotten: what becomes of its records later concerns nobody here.
 */
final class TopicConsumer implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicConsumer.class);

    /** Between two looks at what has become of records. */
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Records under way when a partition is revoked are nearly always safe a moment later. */
    private static final Duration REVOKE_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaConfig config;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventBuffer buffer;
    private final InstantSource clock;
    private final KafkaMetrics metrics;
    private final LaneMaker laneMaker;
    private final BrokerWatch watch;
    private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();
    private boolean isCommitting;
    private long committedNanos = System.nanoTime();

    /** Makes the lane of a partition from the state that was committed with its offset. */
    interface LaneMaker {
        PartitionLane make(TopicPartition partition, String state);
    }

    TopicConsumer(
            KafkaConfig config,
            KafkaConsumer<byte[], byte[]> consumer,
            EventBuffer buffer,
            InstantSource clock,
            KafkaMetrics metrics,
            LaneMaker laneMaker,
            BrokerWatch watch) {
        this.config = config;
        this.consumer = consumer;
        this.buffer = buffer;
        this.clock = clock;
        this.metrics = metrics;
        this.laneMaker = laneMaker;
        this.watch = watch;
    }

    /**
     * Takes records until it is stopped; what is under way then is waited for, and committed.
     *
     * @throws KafkaException if the brokers do not want this client, or do not answer at the beginning
     */
    void run(BooleanSupplier isStopped) {
        watch.begin(consumer);
        consumer.subscribe(config.topics(), this);
        while (!isStopped.getAsBoolean()) {
            boolean hasRoom = buffer.refusal().isEmpty();
            pauseOrResume(hasRoom);
            poll();
            lanes.values().forEach(lane -> lane.advance(clock.instant(), hasRoom));
            commitNowAndThen();
            watch.look(consumer, lanes);
        }
        release(lanes.keySet());
    }

    private void pauseOrResume(boolean hasRoom) {
        long bytes = lanes.values().stream().mapToLong(PartitionLane::bytes).sum();
        boolean isFull = !hasRoom || bytes > config.maxWaitingBytes();
        Set<TopicPartition> wanted = lanes.entrySet().stream()
                .filter(entry -> isFull || entry.getValue().hasWaiting())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<TopicPartition> over = new HashSet<>(consumer.paused());
        over.removeAll(wanted);
        consumer.resume(over);
        consumer.pause(wanted);
        metrics.paused(wanted.size());
    }

    private void poll() {
        boolean isBusy = lanes.values().stream().anyMatch(lane -> lane.size() > 0);
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(isBusy ? BUSY_POLL : IDLE_POLL);
            for (TopicPartition partition : records.partitions()) {
                PartitionLane lane = lanes.get(partition);
                if (lane != null) {
                    lane.add(records.records(partition));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            goOnWithWhatIsLeft(e.offsetOutOfRangePartitions());
        }
    }

    /** Records that the brokers deleted before they were taken are lost: that is said, and the rest is taken. */
    private void goOnWithWhatIsLeft(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet(), REQUEST_TIMEOUT);
        positions.forEach((partition, position) -> {
            long beginning = beginnings.getOrDefault(partition, position);
            log.warn(
                    "{} has no record at offset {}, where the group {} was: the brokers have deleted or lost it. Going on at {}.",
                    partition,
                    position,
                    config.groupId(),
                    beginning);
            metrics.missed(partition, Math.max(0, beginning - position));
            consumer.seek(partition, beginning);
        });
    }

    private void commitNowAndThen() {
        long now = System.nanoTime();
        if (isCommitting || now - committedNanos < config.commitInterval().toNanos()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(lanes.keySet());
        if (!offsets.isEmpty()) {
            isCommitting = true;
            committedNanos = now;
            consumer.commitAsync(offsets, (_, failure) -> {
                isCommitting = false;
                settle(offsets, Optional.ofNullable(failure));
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionLane lane = lanes.get(partition);
            if (lane != null) {
                lane.toCommit().ifPresent(offset -> offsets.put(partition, offset));
            }
        }
        return offsets;
    }

    /** A commit that failed is made again with the next one; until then the records are only taken once more, should this node end. */
    private void settle(Map<TopicPartition, OffsetAndMetadata> offsets, Optional<Exception> failure) {
        metrics.committed(failure.isEmpty());
        if (failure.isPresent()) {
            if (failure.get() instanceof AuthorizationException forbidden) {
                // It does not pass by itself; KafkaInput reports it.
                throw forbidden;
            }
            log.debug("Offsets could not be committed", failure.get());
            return;
        }
        offsets.forEach((partition, offset) -> {
            PartitionLane lane = lanes.get(partition);
            if (lane != null) {
                lane.committed(offset);
            }
        });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        watch.joined();
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                consumer.committed(new HashSet<>(partitions), REQUEST_TIMEOUT);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            lanes.put(partition, laneMaker.make(partition, offset == null ? "" : offset.metadata()));
            if (offset != null) {
                // Where the state is from: somebody may have moved the group since this client looked.
                consumer.seek(partition, offset);
            } else if (config.start().equals(KafkaConfig.EARLIEST)) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seekToEnd(List.of(partition));
            }
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        release(partitions);
    }

    /** Forgets partitions that are another node's by now: nothing of them may be committed here. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(lanes::remove);
    }

    private void release(Collection<TopicPartition> partitions) {
        long until = System.nanoTime() + REVOKE_TIMEOUT.toNanos();
        try {
            for (TopicPartition partition : partitions) {
                PartitionLane lane = lanes.get(partition);
                if (lane != null) {
                    lane.await(until);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        commitAndWait(toCommit(partitions));
        List.copyOf(partitions).forEach(lanes::remove);
    }

    private void commitAndWait(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, REVOKE_TIMEOUT);
            settle(offsets, Optional.empty());
        } catch (AuthorizationException e) {
            // Others take over, or this node takes the records again: nothing is lost.
            metrics.committed(false);
        } catch (KafkaException e) {
            settle(offsets, Optional.of(e));
        }
    }

    /** Leaves the group, and lets go of the client. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(REVOKE_TIMEOUT));
    }
}
