package dev.millrace.drain;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        Optional<ReplicatedLog> log = context.findBean(ReplicatedLog.class);
        if (log.isPresent()) {
            lines.add(new DrainLine("drain to the brokers", buffer, log.get().forwarder(), metrics));
            for (Shard shard : shards.all()) {
                lines.add(new DrainLine(
                        "drain of shard " + shard.name(),
                        log.get().source(shard),
                        new SingleShardStore(shards.each(ChunkStore.class).of(shard)),
                        metrics));
            }
            return;
        }
        if (shards.count() == 1) {
            ChunkStore store = shards.each(ChunkStore.class).all().getFirst();
            lines.add(new DrainLine("drain", buffer, new SingleShardStore(store), metrics));
            return;
        }
        DrainConfig noPauses =
                new DrainConfig(1, 1 << 20, Duration.ZERO, 2, Duration.ofMillis(1), Duration.ofSeconds(1));
        // Parts go one after the other, so that a history can be repeated.
        ShardedStore store = new ShardedStore(
                context.getBean(ShardCutter.class), shards.each(ShardLane.class), metrics, noPauses, false);
        lines.add(new DrainLine("drain", buffer, store, metrics));
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
}
