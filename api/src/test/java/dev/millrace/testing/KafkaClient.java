package dev.millrace.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes topics, sends records to them, and looks at groups. For one thread at a time. */
public final class KafkaClient implements AutoCloseable {
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<?>> sent = new ArrayList<>();

    /** @param security settings of Kafka's clients, beside the address */
    public KafkaClient(String bootstrapServers, Map<String, Object> security) {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put("bootstrap.servers", bootstrapServers);
        this.admin = Admin.create(settings);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Makes a topic. */
    public void createTopic(String topic, int partitions) throws InterruptedException {
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
    }

    /** Sends a text under a key. */
    public void send(String topic, @Nullable String key, String value) {
        send(topic, key, value.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Sends a record with what it is called. */
    public void send(String topic, @Nullable String key, byte[] value, @Nullable String contentType) {
        ProducerRecord<byte[], byte[]> sending = new ProducerRecord<>(topic, null, bytes(key), value);
        if (contentType != null) {
            sending.headers().add("content-type", contentType.getBytes(StandardCharsets.UTF_8));
        }
        sent.add(producer.send(sending));
    }

    /** Sends a record without a value. */
    public void sendDeletion(String topic, String key) {
        sent.add(producer.send(new ProducerRecord<>(topic, null, bytes(key), null)));
    }

    /** Sends to a partition, with a time. */
    public void sendAt(String topic, int partition, long timestamp, String key, @Nullable String value) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, timestamp, bytes(key), bytes(value))));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns when the broker has all that was sent. */
    public void await() throws InterruptedException {
        producer.flush();
        for (Future<?> each : sent) {
            await(each);
        }
        sent.clear();
    }

    /** Returns how many records of all partitions the group has committed. */
    public long committed(String group) throws InterruptedException {
        return await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** Returns how many members the group has. */
    public int members(String group) throws InterruptedException {
        KafkaFuture<ConsumerGroupDescription> described =
                admin.describeConsumerGroups(List.of(group)).describedGroups().get(group);
        return await(Objects.requireNonNull(described)).members().size();
    }

    private static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
