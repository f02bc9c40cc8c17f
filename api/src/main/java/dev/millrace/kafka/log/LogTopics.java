package dev.millrace.kafka.log;

import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.ShardKey;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Says which partition holds which rows: a topic for each kind of events, and in it the partition of the row's slot. Slots are spread over
 * partitions as they are over shards, so all versions of a row keep their order, and each partition belongs to one shard. Thread-safe.
 */
@Singleton
final class LogTopics {
    private final KafkaLogConfig config;
    private final Shards shards;
    private final Map<Integer, EventTable> tables;
    private final List<String> names;
    private final List<TopicPartition> partitions;

    LogTopics(KafkaLogConfig config, Shards shards, Collection<EventTable> tables) {
        if (config.isOn() && config.partitions() % shards.count() != 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_LOG_PARTITIONS (%s) must be a multiple of MILLRACE_CLICKHOUSE_SHARDS (%s)"
                            .formatted(config.partitions(), shards.count()));
        }
        this.config = config;
        this.shards = shards;
        this.tables = tables.stream().collect(Collectors.toMap(EventTable::id, Function.identity()));
        this.names = tables.stream()
                .map(EventTable::kind)
                .distinct()
                .sorted()
                .map(this::name)
                .toList();
        this.partitions = allPartitions();
    }

    private String name(String kind) {
        return config.topicPrefix() + "-" + kind;
    }

    /** Returns the names of all topics, sorted. */
    List<String> names() {
        return names;
    }

    /** Returns all partitions of all topics. */
    List<TopicPartition> partitions() {
        return partitions;
    }

    /** Returns a partition by its topic and number, always the same object. */
    TopicPartition partition(String topic, int number) {
        return partitions.get(names.indexOf(topic) * config.partitions() + number);
    }

    private List<TopicPartition> allPartitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (String name : names) {
            IntStream.range(0, config.partitions()).forEach(number -> all.add(new TopicPartition(name, number)));
        }
        return List.copyOf(all);
    }

    /**
     * Returns the table of a frame.
     *
     * @throws IllegalStateException if this build does not know it
     */
    EventTable table(int id) {
        EventTable table = tables.get(id);
        if (table == null) {
            throw new IllegalStateException(
                    "the log holds rows of table %s, which this build does not know: run the build that wrote them"
                            .formatted(id));
        }
        return table;
    }

    /** Returns the topic of a table's rows. */
    String topic(EventTable table) {
        return name(table.kind());
    }

    /** Returns the partition of a slot. */
    int partition(int slot) {
        return slot * config.partitions() / ShardKey.SLOTS;
    }

    /** Returns the shard that the rows of a partition belong to. */
    Shard shard(int partition) {
        return shards.all().get(partition * shards.count() / config.partitions());
    }

    /**
     * Returns the partitions that get a row which belongs to all shards: the first of each shard. So all such rows of a shard keep their
     * order.
     */
    List<Integer> partitionsOfEveryShard() {
        return IntStream.range(0, shards.count())
                .mapToObj(shard -> shard * config.partitions() / shards.count())
                .toList();
    }

    /** Returns how many partitions each topic has. */
    int count() {
        return config.partitions();
    }
}
