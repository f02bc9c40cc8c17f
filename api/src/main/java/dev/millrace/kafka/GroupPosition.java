package dev.millrace.kafka;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Sets where the consumer group goes on in a topic. Blocks. */
@Singleton
public final class GroupPosition {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final KafkaConfig config;
    private final ClientSettings settings;

    GroupPosition(KafkaConfig config, ClientSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    /**
     * Moves the group to the first record of each partition that has that time or a later one; to the end where there is
     * none. What is committed before that is forgotten, with the state of the versions.
     *
     * @return the offset of each partition
     * @throws IOException if it cannot be: the message is a sentence for an operator
     */
    public SortedMap<Integer, Long> moveTo(String topic, Instant from) throws IOException, InterruptedException {
        if (!config.isOn()) {
            throw new IOException("MILLRACE_KAFKA_BOOTSTRAP_SERVERS is not set");
        }
        if (!config.topics().contains(topic)) {
            throw new IOException(
                    "%s is no topic of MILLRACE_KAFKA_TRAFFIC_TOPICS or MILLRACE_KAFKA_SENSOR_TOPICS".formatted(topic));
        }
        try (Admin admin = Admin.create(settings.forAdmin())) {
            checkNobodyIsThere(admin);
            Map<TopicPartition, Long> offsets = offsets(admin, topic, from);
            await(admin.alterConsumerGroupOffsets(
                            config.groupId(),
                            offsets.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue()))))
                    .all());
            SortedMap<Integer, Long> moved = new TreeMap<>();
            offsets.forEach((partition, offset) -> moved.put(partition.partition(), offset));
            return moved;
        }
    }

    /** The brokers refuse to move a group that has members, in words that name none of them. */
    private void checkNobodyIsThere(Admin admin) throws IOException, InterruptedException {
        Map<String, ConsumerGroupDescription> groups;
        try {
            groups = await(
                    admin.describeConsumerGroups(List.of(config.groupId())).all());
        } catch (IOException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return;
            }
            throw e;
        }
        Collection<String> hosts = groups.values().stream()
                .flatMap(group -> group.members().stream())
                .map(member -> member.host())
                .toList();
        if (!hosts.isEmpty()) {
            throw new IOException("the group %s has members at %s: stop every Millrace that takes from it first"
                    .formatted(config.groupId(), String.join(", ", hosts)));
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, String topic, Instant from)
            throws IOException, InterruptedException {
        Map<String, TopicDescription> described =
                await(admin.describeTopics(List.of(topic)).allTopicNames());
        Collection<TopicPartition> partitions = described.values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        Map<TopicPartition, Long> offsets =
                new HashMap<>(list(admin, partitions, OffsetSpec.forTimestamp(from.toEpochMilli())));
        Map<TopicPartition, Long> ends = list(admin, partitions, OffsetSpec.latest());
        // Where no record is so late the brokers say -1.
        offsets.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
        return offsets;
    }

    private static Map<TopicPartition, Long> list(Admin admin, Collection<TopicPartition> partitions, OffsetSpec where)
            throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> where));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(admin.listOffsets(asked).all());
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static <T> T await(Future<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? e.toString() : String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new IOException("the brokers do not answer within %s s".formatted(TIMEOUT.toSeconds()), e);
        }
    }
}
