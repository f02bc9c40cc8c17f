package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores chunks in several shards: each part where it belongs, at the same time. A part that its shard does not take is parked if any other
 * shard answers, because rows of that shard would otherwise wait behind it in the buffer. If no shard answers, all parts wait in the
 * buffer, and nothing is written to disk twice.
 *
 * <p>A parked row is like a row in the buffer of another node: its edits and deletions are settled when it is stored.
 */
final class ShardedStore implements ChunkTarget<ShardedStore.Begun> {
    private final ShardCutter cutter;
    private final PerShard<ShardLane> lanes;
    private final DrainMetrics metrics;
    private final Backoff backoff;

    /** By identity: comparing chunks by value would compare all of their bytes. */
    private final Map<Chunk, List<ShardPart>> underWay = Collections.synchronizedMap(new IdentityHashMap<>());

    ShardedStore(ShardCutter cutter, PerShard<ShardLane> lanes, DrainMetrics metrics, DrainConfig config) {
        this.cutter = cutter;
        this.lanes = lanes;
        this.metrics = metrics;
        this.backoff = new Backoff(config.maxBackoff(), new SplittableRandom());
    }

    /** The parts of a chunk, and the counts of those that were stored. */
    record Begun(List<ShardPart> parts, Map<Shard, ChunkCounts> stored) {}

    /** Returns the parts of a chunk, always the same objects until the chunk is done: lanes keep state in them. */
    List<ShardPart> parts(Chunk chunk) {
        return underWay.computeIfAbsent(chunk, cutter::cut);
    }

    @Override
    public boolean concerns(Chunk chunk) throws InterruptedException {
        boolean concerns = false;
        for (ShardPart part : parts(chunk)) {
            concerns |= lanes.of(part.shard()).concerns(part); // each lane has to see each part
        }
        return concerns;
    }

    @Override
    public Optional<Begun> attempt(Chunk chunk) throws InterruptedException {
        List<ShardPart> parts = parts(chunk);
        Map<Shard, ChunkCounts> stored = new ConcurrentHashMap<>();
        List<Thread> others = new ArrayList<>();
        for (ShardPart part : parts.subList(Math.min(1, parts.size()), parts.size())) {
            others.add(Thread.ofVirtual().start(() -> tryPart(part, stored)));
        }
        if (!parts.isEmpty()) {
            tryPart(parts.getFirst(), stored);
        }
        for (Thread other : others) {
            other.join();
        }
        return Optional.of(new Begun(parts, stored));
    }

    private void tryPart(ShardPart part, Map<Shard, ChunkCounts> stored) {
        try {
            lanes.of(part.shard()).attempt(part).ifPresent(counts -> stored.put(part.shard(), counts));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<List<Deferral>> store(Chunk chunk, RetryPolicy retryPolicy) throws InterruptedException {
        return finish(chunk, new Begun(parts(chunk), Map.of()), retryPolicy);
    }

    @Override
    public Optional<List<Deferral>> finish(Chunk chunk, Begun begun, RetryPolicy retryPolicy)
            throws InterruptedException {
        List<Deferral> deferrals = new ArrayList<>();
        Map<Shard, ChunkCounts> stored = new HashMap<>(begun.stored());
        List<ShardPart> left = begun.parts();
        while (true) {
            left = parkIfOthersWait(storeNow(left, stored, deferrals), deferrals);
            stored.clear();
            if (left.isEmpty()) {
                backoff.reset();
                underWay.remove(chunk);
                metrics.copied(begun.parts().stream().mapToInt(ShardPart::rows).sum() - rows(chunk));
                return Optional.of(deferrals);
            }
            if (!retryPolicy.pause(backoff.nextPause())) {
                return Optional.empty();
            }
        }
    }

    /** Stores parts at once; returns those that are neither stored nor queued after parked rows. */
    private List<ShardPart> storeNow(List<ShardPart> parts, Map<Shard, ChunkCounts> stored, List<Deferral> deferrals)
            throws InterruptedException {
        List<ShardPart> left = new ArrayList<>();
        for (ShardPart part : parts) {
            ShardLane lane = lanes.of(part.shard());
            boolean isDone = lane.isParked()
                    ? park(part, deferrals)
                    : lane.store(part, Optional.ofNullable(stored.get(part.shard())));
            if (isDone) {
                part.done();
            } else {
                left.add(part);
            }
        }
        return left;
    }

    private List<ShardPart> parkIfOthersWait(List<ShardPart> parts, List<Deferral> deferrals)
            throws InterruptedException {
        if (parts.isEmpty() || !othersAnswer(parts)) {
            return parts;
        }
        List<ShardPart> left = new ArrayList<>();
        for (ShardPart part : parts) {
            if (park(part, deferrals)) {
                part.done();
            } else {
                left.add(part);
            }
        }
        return left;
    }

    private boolean park(ShardPart part, List<Deferral> deferrals) throws InterruptedException {
        Optional<List<Deferral>> deferred = lanes.of(part.shard()).park(part);
        deferred.ifPresent(deferrals::addAll);
        return deferred.isPresent();
    }

    private boolean othersAnswer(List<ShardPart> failed) throws InterruptedException {
        Set<Shard> without = new HashSet<>();
        failed.forEach(part -> without.add(part.shard()));
        for (ShardLane lane : lanes.all()) {
            if (!without.contains(lane.shard()) && lane.answers()) {
                return true;
            }
        }
        return false;
    }

    private static int rows(Chunk chunk) {
        return chunk.frames().stream().mapToInt(frame -> frame.rowCount()).sum();
    }
}
