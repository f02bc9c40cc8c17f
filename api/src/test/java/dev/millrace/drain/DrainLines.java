package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All lines of a service whose drain was not started: that of the buffer, and with several shards one of each shard. */
public final class DrainLines {
    private final List<DrainLine> lines = new ArrayList<>();
    private final Shards shards;

    /** The parts of a service. */
    public DrainLines(ApplicationContext context) {
        this.shards = context.getBean(Shards.class);
        DrainMetrics metrics = context.getBean(DrainMetrics.class);
        EventBuffer buffer = context.getBean(EventBuffer.class);
        if (shards.count() == 1) {
            ChunkStore store = shards.each(ChunkStore.class).all().getFirst();
            lines.add(new DrainLine("drain", buffer, new SingleShardStore(store), metrics));
            return;
        }
        DrainConfig noPauses =
                new DrainConfig(1, 1 << 20, Duration.ZERO, 2, Duration.ofMillis(1), Duration.ofSeconds(1));
        ShardedStore store =
                new ShardedStore(context.getBean(ShardCutter.class), shards.each(ShardLane.class), metrics, noPauses);
        lines.add(new DrainLine("drain", buffer, new OneAfterTheOther(store, shards), metrics));
        for (Shard shard : shards.all()) {
            lines.add(new DrainLine(
                    "drain of shard " + shard.name(),
                    shards.each(ParkedRows.class).of(shard).buffer(),
                    new SingleShardStore(shards.each(ChunkStore.class).of(shard)),
                    metrics));
        }
    }

    /** That of the buffer first. */
    public List<DrainLine> all() {
        return lines;
    }

    /**
     * Does what a shard's own thread does before it takes anything.
     *
     * @return false if the shard does not answer
     */
    public boolean lookAt(int index) throws InterruptedException {
        Shard shard = shards.all().get(index);
        if (!(shards.each(Schema.class).of(shard).migrate() instanceof SchemaState.Ready)) {
            return false;
        }
        return shards.count() == 1 || shards.each(ShardLane.class).of(shard).awaitReady(_ -> false);
    }

    /** Tries the parts of a chunk in the order of their shards and not at the same time, so that a history can be repeated. */
    private record OneAfterTheOther(ShardedStore store, Shards shards) implements ChunkTarget<ShardedStore.Begun> {
        @Override
        public boolean concerns(Chunk chunk) throws InterruptedException {
            return store.concerns(chunk);
        }

        @Override
        public Optional<ShardedStore.Begun> attempt(Chunk chunk) throws InterruptedException {
            List<ShardPart> parts = store.parts(chunk);
            Map<Shard, ChunkCounts> stored = new HashMap<>();
            for (ShardPart part : parts) {
                shards.each(ShardLane.class)
                        .of(part.shard())
                        .attempt(part)
                        .ifPresent(counts -> stored.put(part.shard(), counts));
            }
            return Optional.of(new ShardedStore.Begun(parts, stored));
        }

        @Override
        public Optional<List<Deferral>> finish(Chunk chunk, ShardedStore.Begun tried, RetryPolicy retryPolicy)
                throws InterruptedException {
            return store.finish(chunk, tried, retryPolicy);
        }

        @Override
        public Optional<List<Deferral>> store(Chunk chunk, RetryPolicy retryPolicy) throws InterruptedException {
            return store.store(chunk, retryPolicy);
        }
    }
}
