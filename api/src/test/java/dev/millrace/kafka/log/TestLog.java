package dev.millrace.kafka.log;

import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.ChunkSource;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.drain.ChunkAttempt;
import dev.millrace.drain.ChunkTarget;
import dev.millrace.drain.DrainConfig;
import dev.millrace.drain.DrainGate;
import dev.millrace.drain.ReplicatedLog;
import dev.millrace.drain.RetryPolicy;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The second log of a service whose threads do not run: its records are in {@link TestBrokers}, which the nodes of a history share, and are
 * fetched when the drain looks. Records, partitions and offsets are those of the real log.
 */
public final class TestLog implements ReplicatedLog, AutoCloseable {
    private final TestBrokers brokers;
    private final LogTopics topics;
    private final KafkaLogConfig config;
    private final DrainConfig drain;
    private final Map<Integer, ShardSource> sources = new TreeMap<>();
    private final Map<Integer, ChunkSource> fetching = new HashMap<>();

    private TestLog(TestBrokers brokers, LogTopics topics, Shards shards, KafkaLogConfig config, DrainConfig drain) {
        this.brokers = brokers;
        this.topics = topics;
        this.config = config;
        this.drain = drain;
        for (Shard shard : shards.all()) {
            ShardSource source = new ShardSource(_ -> {});
            sources.put(shard.number(), source);
            fetching.put(shard.number(), new Fetching(source));
        }
        brokers.join(this);
    }

    LogTopics topics() {
        return topics;
    }

    ShardSource sourceOf(int partition) {
        return Objects.requireNonNull(sources.get(topics.shard(partition).number()));
    }

    Iterable<ShardSource> sources() {
        return sources.values();
    }

    @Override
    public boolean isForwarding() {
        return true;
    }

    @Override
    public DrainGate gate() {
        return _ -> true;
    }

    @Override
    public DrainConfig forwarding() {
        return config.forwarding(drain);
    }

    @Override
    public ChunkTarget forwarder() {
        return chunk -> {
            RecordBuilder builder = new RecordBuilder(topics, config.maxRecordBytes());
            chunk.frames().forEach(builder::add);
            return new Forwarding(chunk, builder.build());
        };
    }

    private final class Forwarding implements ChunkAttempt {
        private final Chunk chunk;
        private final List<ProducerRecord<byte[], byte[]>> records;

        Forwarding(Chunk chunk, List<ProducerRecord<byte[], byte[]>> records) {
            this.chunk = chunk;
            this.records = records;
        }

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public void moveEarly() {
            // The brokers of a test take records at once.
        }

        @Override
        public Optional<List<Deferral>> finish(RetryPolicy retryPolicy) {
            if (chunk.isEmpty()) {
                return Optional.of(List.of());
            }
            TestBrokers.Ends ends = brokers.append(records);
            return Optional.of(chunk.deferredTo(() -> brokers.reached(ends)));
        }
    }

    /** Fetches what the brokers have whenever the drain looks, and commits then what is stored. */
    private final class Fetching implements ChunkSource {
        private final ShardSource source;

        Fetching(ShardSource source) {
            this.source = source;
        }

        @Override
        public Chunk take(BatchLimits limits) throws InterruptedException {
            return source.take(limits);
        }

        @Override
        public void commit(long end, List<Deferral> deferrals) {
            source.commit(end, deferrals);
        }

        @Override
        public long pendingBytes() {
            brokers.poll(TestLog.this);
            return source.pendingBytes();
        }

        @Override
        public Duration oldestAge() {
            return Duration.ZERO;
        }
    }

    @Override
    public ChunkSource source(Shard shard) {
        return Objects.requireNonNull(fetching.get(shard.number()));
    }

    @Override
    public void start(boolean drains) {
        // A history does what threads would do.
    }

    @Override
    public void stopFetching() {
        // Nothing fetches.
    }

    @Override
    public void stop() {
        // Nothing runs.
    }

    @Override
    public boolean visitPending(Predicate<Frame> visitor) {
        for (byte[] value : brokers.pending()) {
            for (ByteBuffer bytes = ByteBuffer.wrap(value); bytes.hasRemaining(); ) {
                Frame frame = FrameCodec.read(bytes);
                if (frame != null && !visitor.test(frame)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void deleteCommitted() {
        // What is committed is never read again.
    }

    /** Leaves the group as a process does that is killed. */
    @Override
    public void close() {
        brokers.leave(this);
    }

    static List<Frame> frames(byte[] value) {
        List<Frame> frames = new ArrayList<>();
        for (ByteBuffer bytes = ByteBuffer.wrap(value); bytes.hasRemaining(); ) {
            frames.add(Objects.requireNonNull(FrameCodec.read(bytes)));
        }
        return frames;
    }

    @Factory
    @Requires(property = "test.log")
    static final class TestLogFactory {
        @Bean(preDestroy = "close")
        @Singleton
        @Replaces(bean = ReplicatedLog.class, factory = KafkaLogFactory.class)
        TestLog log(
                @Value("${test.log}") String name,
                LogTopics topics,
                Shards shards,
                KafkaLogConfig config,
                DrainConfig drain) {
            return new TestLog(TestBrokers.named(name), topics, shards, config, drain);
        }
    }
}
