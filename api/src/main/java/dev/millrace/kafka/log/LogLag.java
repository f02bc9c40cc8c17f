package dev.millrace.kafka.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Measures how many records of the log are not stored, on whatever node they are drained. Blocks. */
final class LogLag {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final String group;
    private final LogTopics topics;

    LogLag(Admin admin, String group, LogTopics topics) {
        this.admin = admin;
        this.group = group;
        this.topics = topics;
    }

    /** Returns the number for each partition. */
    Map<TopicPartition, Long> measure() throws InterruptedException, ExecutionException, TimeoutException {
        // What is committed first: a record that comes in between makes the number too large, never too small.
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> beginnings = offsets(OffsetSpec.earliest());
        Map<TopicPartition, Long> lag = new HashMap<>();
        offsets(OffsetSpec.latest()).forEach((partition, end) -> {
            OffsetAndMetadata offset = committed.get(partition);
            long beginning = beginnings.getOrDefault(partition, 0L);
            lag.put(partition, Math.max(0, end - Math.max(beginning, offset == null ? 0 : offset.offset())));
        });
        return lag;
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topics.partitions().forEach(partition -> wanted.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                await(admin.listOffsets(wanted).all()).entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }

    private static <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
