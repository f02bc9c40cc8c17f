package dev.millrace.kafka.log;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads what is in the topics and not stored, without being in the group. Thread-safe; blocks. */
final class LogVisitor {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    /** The longest time in which nothing comes although there is something. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Each takes the memory of what a consumer fetches. */
    private static final int VISITORS_AT_ONCE = 2;

    private final LogTopics topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Semaphore visitors = new Semaphore(VISITORS_AT_ONCE, true);

    /** @param consumers makes consumers that know the group and are not in it */
    LogVisitor(LogTopics topics, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topics = topics;
        this.consumers = consumers;
    }

    /** Shows every frame from what the group has committed to the ends of now; returns false if the visitor ended the visit. */
    boolean visit(Predicate<Frame> visitor) throws IOException, InterruptedException {
        visitors.acquire();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            return visit(consumer, visitor);
        } catch (KafkaException e) {
            throw new IOException("Kafka does not show what waits in its topics: " + e.getMessage(), e);
        } finally {
            visitors.release();
        }
    }

    private boolean visit(Consumer<byte[], byte[]> consumer, Predicate<Frame> visitor) throws IOException {
        List<TopicPartition> partitions = topics.partitions();
        consumer.assign(partitions);
        // The ends first: a row that is committed in between is stored.
        Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions, REQUEST_TIMEOUT));
        Map<TopicPartition, OffsetAndMetadata> committed =
                consumer.committed(new HashSet<>(partitions), REQUEST_TIMEOUT);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, REQUEST_TIMEOUT);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            long from = Math.max(offset == null ? 0 : offset.offset(), beginnings.getOrDefault(partition, 0L));
            if (from >= left.getOrDefault(partition, 0L)) {
                left.remove(partition);
            } else {
                consumer.seek(partition, from);
            }
        }
        consumer.assign(left.keySet());
        return read(consumer, left, visitor);
    }

    private static boolean read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> left, Predicate<Frame> visitor)
            throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                until = System.nanoTime() + PATIENCE.toNanos();
                if (!show(record, visitor)) {
                    return false;
                }
            }
            left.entrySet().removeIf(entry -> consumer.position(entry.getKey(), REQUEST_TIMEOUT) >= entry.getValue());
            if (System.nanoTime() - until > 0) {
                throw new IOException("Kafka does not show what waits in its topics: no broker answers");
            }
        }
        return true;
    }

    private static boolean show(ConsumerRecord<byte[], byte[]> record, Predicate<Frame> visitor) {
        if (record.value() == null) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record.value());
        while (bytes.hasRemaining()) {
            Frame frame = FrameCodec.read(bytes);
            if (frame == null) {
                return true; // the drain makes a dead letter of it
            }
            if (!visitor.test(frame)) {
                return false;
            }
        }
        return true;
    }
}
