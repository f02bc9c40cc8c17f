package dev.millrace.kafka.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records that are stored from the brokers, so that rows of erased persons do not stay there. Every node does so; deleting twice is
 * harmless. For one thread, but for {@link #hurry}.
 */
final class RecordDeletion {
    private static final Logger log = LoggerFactory.getLogger(RecordDeletion.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final GroupOffsets offsets;
    private final KafkaLogConfig config;
    private final LogTopics topics;
    private final Map<TopicPartition, Long> deleted = new HashMap<>();
    private volatile boolean isUrgent;
    private long deletedNanos = System.nanoTime();

    RecordDeletion(Admin admin, GroupOffsets offsets, KafkaLogConfig config, LogTopics topics) {
        this.offsets = offsets;
        this.admin = admin;
        this.config = config;
        this.topics = topics;
    }

    /** Has the next call of {@link #deleteNowAndThen} delete. */
    void hurry() {
        isUrgent = true;
    }

    /** Deletes what the group has committed, if it is time to. */
    void deleteNowAndThen() throws InterruptedException {
        long now = System.nanoTime();
        if (!isUrgent && now - deletedNanos < config.deleteInterval().toNanos()) {
            return;
        }
        isUrgent = false;
        deletedNanos = now;
        try {
            Map<TopicPartition, RecordsToDelete> stored = new HashMap<>();
            offsets.committed().forEach((partition, offset) -> {
                if (topics.names().contains(partition.topic()) && offset > deleted.getOrDefault(partition, 0L)) {
                    stored.put(partition, RecordsToDelete.beforeOffset(offset));
                }
            });
            if (!stored.isEmpty()) {
                Void _ = admin.deleteRecords(stored).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                stored.forEach((partition, before) -> deleted.put(partition, before.beforeOffset()));
            }
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Stored records could not be deleted; the next time will do", e);
        }
    }
}
