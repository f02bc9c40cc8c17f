package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Stores chunks in several shards: each part where it belongs, at the same time. A part that its shard does not take is parked if any other
 * shard answers, because rows of that shard would otherwise wait behind it in the buffer. If no shard answers, all parts wait in the
 * buffer, and nothing is written to disk twice.
 *
 * <p>A parked row is like a row in the buffer of another node: its edits and deletions are settled when it is stored.
 */
final class ShardedStore implements ChunkTarget {
    private final ShardCutter cutter;
    private final PerShard<ShardLane> lanes;
    private final DrainMetrics metrics;
    private final Backoff backoff;
    private final boolean inParallel;

    ShardedStore(ShardCutter cutter, PerShard<ShardLane> lanes, DrainMetrics metrics, DrainConfig config) {
        this(cutter, lanes, metrics, config, true);
    }

    /** @param inParallel false if a chunk's parts are attempted one after the other, in the order of their shards */
    ShardedStore(
            ShardCutter cutter,
            PerShard<ShardLane> lanes,
            DrainMetrics metrics,
            DrainConfig config,
            boolean inParallel) {
        this.cutter = cutter;
        this.lanes = lanes;
        this.metrics = metrics;
        this.backoff = new Backoff(config.maxBackoff(), new SplittableRandom());
        this.inParallel = inParallel;
    }

    @Override
    public ChunkAttempt begin(Chunk chunk) throws InterruptedException {
        List<ShardPart> parts = cutter.cut(chunk);
        boolean isAlone = false;
        for (ShardPart part : parts) {
            isAlone |= lanes.of(part.shard()).concerns(part); // each lane has to see each part
        }
        return new Attempt(chunk, parts, isAlone);
    }

    /** Stores one chunk. */
    private final class Attempt implements ChunkAttempt {
        private final Chunk chunk;
        private final List<ShardPart> parts;
        private final boolean isAlone;

        Attempt(Chunk chunk, List<ShardPart> parts, boolean isAlone) {
            this.chunk = chunk;
            this.parts = parts;
            this.isAlone = isAlone;
        }

        @Override
        public boolean isAlone() {
            return isAlone;
        }

        @Override
        public void moveEarly() throws InterruptedException {
            List<Thread> others = new ArrayList<>();
            for (ShardPart part : parts) {
                if (inParallel && part != parts.getFirst()) {
                    others.add(Thread.ofVirtual().start(() -> attempt(part)));
                } else {
                    attempt(part);
                }
            }
            for (Thread other : others) {
                other.join();
            }
        }

        @Override
        public Optional<List<Deferral>> finish(RetryPolicy retryPolicy) throws InterruptedException {
            List<Deferral> deferrals = new ArrayList<>();
            List<ShardPart> left = parts;
            while (true) {
                left = parkIfOthersWait(storeNow(left, deferrals), deferrals);
                if (left.isEmpty()) {
                    backoff.reset();
                    metrics.copied(parts.stream().mapToInt(ShardPart::rows).sum() - rows(chunk));
                    return Optional.of(deferrals);
                }
                if (!retryPolicy.pause(backoff.nextPause())) {
                    return Optional.empty();
                }
            }
        }
    }

    private void attempt(ShardPart part) {
        try {
            lanes.of(part.shard()).attempt(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores parts at once; returns those that are neither stored nor queued after parked rows. */
    private List<ShardPart> storeNow(List<ShardPart> parts, List<Deferral> deferrals) throws InterruptedException {
        List<ShardPart> left = new ArrayList<>();
        for (ShardPart part : parts) {
            ShardLane lane = lanes.of(part.shard());
            boolean isDone = lane.isParked() ? park(part, deferrals) : lane.store(part);
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
