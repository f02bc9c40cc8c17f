package dev.millrace.drain;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.SideBufferFactory;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.node.NodeConfig;
import dev.millrace.node.NodeRole;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the buffer: first brings the tables up to date, then stores chunk after chunk. With several shards, each also has a loop of its
 * own for parked rows. With a replicated log the buffer is forwarded to it, and each shard has a loop for what is in that log.
 */
@Singleton
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Backlog waiting;
    private final @Nullable ReplicatedLog replicated;
    private final boolean drains;
    private final List<DrainLoop> loops = new ArrayList<>();

    Drain(
            EventBuffer buffer,
            Backlog waiting,
            SideBufferFactory sideBuffers,
            Shards shards,
            ShardCutter cutter,
            DrainMetrics metrics,
            DrainConfig config,
            NodeConfig node,
            @io.micronaut.core.annotation.Nullable @Nullable ReplicatedLog log) {
        this.waiting = waiting;
        this.replicated = log;
        ParkedBufferNames.requireAllKnown(sideBuffers, shards);
        if (node.has(NodeRole.ACCEPT) && !node.has(NodeRole.DRAIN) && (log == null || !log.isForwarding())) {
            throw new IllegalArgumentException(
                    "MILLRACE_ROLES with accept and without drain needs MILLRACE_KAFKA_LOG_MODE=on: no other node reads this node's disk");
        }
        this.drains = node.has(NodeRole.DRAIN);
        if (log != null && node.needsClickHouse()) {
            // Also where nothing is fetched: the gates of these loops bring the tables up to date, for reports and
            // rollups.
            addLoopsOf(log, shards, metrics, config);
        }
        if (log != null && log.isForwarding()) {
            loops.add(new DrainLoop("forward", buffer, log.gate(), log.forwarder(), _ -> {}, log.forwarding()));
        } else if (shards.count() == 1) {
            SingleShardStore target =
                    new SingleShardStore(shards.each(ChunkStore.class).all().getFirst());
            SchemaGate gate = new SchemaGate(shards.each(Schema.class).all().getFirst());
            loops.add(new DrainLoop("drain", buffer, gate, target, metrics::committed, config));
        } else {
            PerShard<ShardLane> lanes = shards.each(ShardLane.class);
            ShardedStore target = new ShardedStore(cutter, lanes, metrics, config);
            loops.add(new DrainLoop(
                    "drain",
                    buffer,
                    retryPolicy -> awaitLook(lanes.all(), retryPolicy),
                    target,
                    metrics::committed,
                    config));
        }
        if (shards.count() > 1) {
            shards.each(ShardLane.class).all().forEach(lane -> loops.add(lane.loop()));
        }
    }

    /** Adds a loop for each shard, as a shard that is away must not delay the others. */
    private void addLoopsOf(ReplicatedLog log, Shards shards, DrainMetrics metrics, DrainConfig config) {
        for (Shard shard : shards.all()) {
            loops.add(new DrainLoop(
                    "drain-kafka-" + shard.name(),
                    log.source(shard),
                    new SchemaGate(shards.each(Schema.class).of(shard)),
                    new SingleShardStore(shards.each(ChunkStore.class).of(shard)),
                    metrics::committed,
                    config));
        }
    }

    /**
     * Waits until each shard is known to take rows or not: one whose tables are still being checked must not count as one that takes none.
     */
    private static boolean awaitLook(List<ShardLane> lanes, RetryPolicy retryPolicy) throws InterruptedException {
        while (!lanes.stream().allMatch(ShardLane::hasLooked)) {
            if (!retryPolicy.pause(LOOK)) {
                return false;
            }
        }
        return true;
    }

    /** Starts the threads. Once. */
    public void start() {
        loops.forEach(DrainLoop::start);
        if (replicated != null) {
            replicated.start(drains);
        }
    }

    /**
     * Drains for a bounded time what is there, and ends the threads. Returns when that is done, when ClickHouse does not take rows, or when
     * the time is up.
     */
    public void stop() throws InterruptedException {
        if (replicated != null) {
            replicated.stopFetching();
        }
        loops.forEach(DrainLoop::beginStop);
        for (DrainLoop loop : loops) {
            loop.awaitEnd();
        }
        if (replicated != null) {
            replicated.stop();
        }
        long left = waiting.pendingBytes();
        if (left > 0) {
            log.info("{} bytes stay in the buffer for the next start.", left);
        }
    }

    /** Returns false if it was never started, or has ended: then nothing is stored any more. */
    public boolean isRunning() {
        return loops.stream().allMatch(DrainLoop::isRunning);
    }
}
