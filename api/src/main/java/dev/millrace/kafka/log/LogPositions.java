package dev.millrace.kafka.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The position after the last record of a chunk in each partition that has one. Small, as thousands are kept. Immutable. */
final class LogPositions {
    private final TopicPartition[] partitions;
    private final long[] offsets;

    private LogPositions(Map<TopicPartition, Long> ends) {
        this.partitions = ends.keySet().toArray(TopicPartition[]::new);
        this.offsets = ends.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the positions after the records. Those of all chunks share the objects of the partitions. */
    static LogPositions after(List<RecordMetadata> records, LogTopics topics) {
        Map<TopicPartition, Long> ends = new TreeMap<>((one, other) -> {
            int byTopic = one.topic().compareTo(other.topic());
            return byTopic != 0 ? byTopic : Integer.compare(one.partition(), other.partition());
        });
        for (RecordMetadata record : records) {
            ends.merge(topics.partition(record.topic(), record.partition()), record.offset() + 1, Math::max);
        }
        return new LogPositions(ends);
    }

    /** Returns true if everything before the positions is committed. */
    boolean areReached(Map<TopicPartition, Long> committed) {
        for (int i = 0; i < partitions.length; i++) {
            if (committed.getOrDefault(partitions[i], 0L) < offsets[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the positions that are not reached.
     *
     * @param committed everything before these offsets is stored
     */
    Map<TopicPartition, Long> beyond(Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> missing = new HashMap<>();
        for (int i = 0; i < partitions.length; i++) {
            if (committed.getOrDefault(partitions[i], 0L) < offsets[i]) {
                missing.put(partitions[i], offsets[i]);
            }
        }
        return missing;
    }
}
