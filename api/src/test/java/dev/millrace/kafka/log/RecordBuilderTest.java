package dev.millrace.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.shard.TestShards;
import dev.millrace.clickhouse.table.EventTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordBuilderTest {
    private static final int MAX_BYTES = 200;
    private static final int SHARDS = 2;

    private final LogTopics topics = new LogTopics(TestLogConfig.of(8), TestShards.of(SHARDS), TestLogConfig.TABLES);

    @Test
    void everyRowIsOnceInItsPartitionInItsOrderAndNoRecordIsTooLarge() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RecordBuilder builder = new RecordBuilder(topics, MAX_BYTES);
        Map<String, List<String>> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            EventTable table = TestLogConfig.TABLES.get(random.nextInt(4) / 3);
            List<String> texts = new ArrayList<>();
            for (int row = random.nextInt(12); row >= 0; row--) {
                texts.add((i + "-" + row + "-").repeat(1 + random.nextInt(9)));
            }
            builder.add(frame(table, texts));
            for (String text : texts) {
                List<Integer> partitions = table.equals(TestLogConfig.SPREAD)
                        ? List.of(topics.partition(text.length() * 8))
                        : topics.partitionsOfEveryShard();
                partitions.forEach(
                        partition -> expected.computeIfAbsent(topics.topic(table) + partition, _ -> new ArrayList<>())
                                .add(text));
            }
        }
        Map<String, List<String>> found = new HashMap<>();
        for (ProducerRecord<byte[], byte[]> record : builder.build()) {
            assertThat(record.value()).hasSizeLessThanOrEqualTo(MAX_BYTES);
            found.computeIfAbsent(record.topic() + record.partition(), _ -> new ArrayList<>())
                    .addAll(texts(record.value()));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aFrameMayFillARecordExactly() {
        // One byte holds the length of a short text.
        String half = "x".repeat((MAX_BYTES - FrameCodec.HEADER_BYTES - 3) / 2);
        RecordBuilder one = new RecordBuilder(topics, FrameCodec.HEADER_BYTES + 2 * (half.length() + 1));
        one.add(frame(TestLogConfig.SPREAD, List.of(half, half)));
        assertThat(one.build()).hasSize(1);
        RecordBuilder two = new RecordBuilder(topics, FrameCodec.HEADER_BYTES + 2 * (half.length() + 1) - 1);
        two.add(frame(TestLogConfig.SPREAD, List.of(half, half)));
        assertThat(two.build()).hasSize(2);
    }

    private static Frame frame(EventTable table, List<String> texts) {
        ByteBuffer rows = ByteBuffer.allocate(64 << 10);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int length = bytes.length;
            while (length >= 0x80) {
                rows.put((byte) (length | 0x80));
                length >>>= 7;
            }
            rows.put((byte) length).put(bytes);
        }
        return new Frame(table.id(), 7, texts.size(), rows.flip());
    }

    private static List<String> texts(byte[] value) {
        List<String> texts = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        while (bytes.hasRemaining()) {
            Frame frame = Objects.requireNonNull(FrameCodec.read(bytes));
            assertThat(frame.day()).isEqualTo(7);
            ByteBuffer rows = frame.rows();
            int before = texts.size();
            while (rows.hasRemaining()) {
                int length = 0;
                int shift = 0;
                byte next;
                do {
                    next = rows.get();
                    length |= (next & 0x7f) << shift;
                    shift += 7;
                } while (next < 0);
                byte[] text = new byte[length];
                rows.get(text);
                texts.add(new String(text, StandardCharsets.UTF_8));
            }
            assertThat(texts.size() - before).isEqualTo(frame.rowCount());
        }
        return texts;
    }
}
