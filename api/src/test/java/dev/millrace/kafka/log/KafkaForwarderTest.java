package dev.millrace.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.TestShards;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaForwarderTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaForwarder forwarder = new KafkaForwarder(
            new LogTopics(TestLogConfig.of(2), TestShards.of(1), TestLogConfig.TABLES),
            TestLogConfig.of(2),
            producer,
            new StoredOffsets(Map::of, producer),
            new LogMetrics(new SimpleMeterRegistry()));

    /** The service ended for want of memory under load: each deferral, of which thousands are kept, held the records of its chunk. */
    @Test
    void deferralsKeptTheRecordsOfTheirChunks() throws InterruptedException {
        List<Deferral> deferrals = forwardOne();
        WeakReference<byte[]> value =
                new WeakReference<>(producer.history().getFirst().value());
        producer.clear();
        while (value.get() != null) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(deferrals).hasSize(1);
    }

    private List<Deferral> forwardOne() throws InterruptedException {
        ByteBuffer row = ByteBuffer.wrap(new byte[] {3, 'a', 'b', 'c'});
        Chunk chunk = new Chunk(List.of(new Frame(TestLogConfig.SPREAD.id(), 1, 1, row)), 100);
        return forwarder.begin(chunk).finish(_ -> false).orElseThrow();
    }
}
