package dev.millrace.kafka.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Measures how many records of the log are not stored, on whatever node they are drained. Blocks. */
final class LogLag {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final GroupOffsets offsets;
    private final LogTopics topics;

    LogLag(Admin admin, GroupOffsets offsets, LogTopics topics) {
        this.admin = admin;
        this.offsets = offsets;
        this.topics = topics;
    }

    /** Returns the number for each partition. */
    Map<TopicPartition, Long> measure() throws InterruptedException, ExecutionException, TimeoutException {
        // What is committed first: a record that comes in between makes the number too large, never too small.
        Map<TopicPartition, Long> begins = new HashMap<>(offsets.committed());
        List<TopicPartition> untouched = topics.partitions().stream()
                .filter(partition -> !begins.containsKey(partition))
                .toList();
        begins.putAll(ask(untouched, OffsetSpec.earliest()));
        Map<TopicPartition, Long> lag = new HashMap<>();
        ask(topics.partitions(), OffsetSpec.latest())
                .forEach((partition, end) -> lag.put(partition, Math.max(0, end - begins.getOrDefault(partition, 0L))));
        return lag;
    }

    private Map<TopicPartition, Long> ask(Collection<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        Map<TopicPartition, Long> found = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> offset : admin.listOffsets(wanted)
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .entrySet()) {
            found.put(offset.getKey(), offset.getValue().offset());
        }
        return found;
    }
}
