package dev.millrace.drain;

import dev.millrace.buffer.Deferral;
import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rows into one shard of several. While the shard takes rows they are stored at once. When it does not, they are parked, and so is
 * everything that follows, until the lane's own loop has stored the parked rows. {@link #store} and {@link #park} are called in the order
 * of the chunks.
 */
@EachBean(Shard.class)
final class ShardLane {
    private static final Logger log = LoggerFactory.getLogger(ShardLane.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

    private final ShardAddress address;
    private final Schema schema;
    private final Statements statements;
    private final ChunkStore store;
    private final ParkedRows parked;
    private final DrainMetrics metrics;
    private final DrainLoop loop;
    private final Duration limit;
    private volatile boolean isReady;
    private volatile boolean hasLooked;
    private boolean wasParked;

    /** The last part for which no rewriter was asked. Parts are done in their order. */
    private volatile @Nullable ShardPart lastUnasked;

    /** The last failure, so that a long outage is one line in the log. */
    private String trouble = "";

    ShardLane(
            @Parameter ShardAddress address,
            @Parameter Schema schema,
            @Parameter Statements statements,
            @Parameter ChunkStore store,
            @Parameter ParkedRows parked,
            DrainMetrics metrics,
            DrainConfig config,
            ClickHouseConfig clickHouse) {
        this.address = address;
        this.schema = schema;
        this.statements = statements;
        this.store = store;
        this.parked = parked;
        this.metrics = metrics;
        this.limit = clickHouse.shardPatience().multipliedBy(2);
        this.loop = new DrainLoop(
                "shard-" + address.shard().name(),
                parked.buffer(),
                this::awaitReady,
                new SingleShardStore(store),
                metrics::committed,
                config);
    }

    Shard shard() {
        return address.shard();
    }

    /** Returns the loop that stores parked rows. */
    DrainLoop loop() {
        return loop;
    }

    /** Returns true once it is known whether the shard takes rows. */
    boolean hasLooked() {
        return hasLooked || (schema.hasTried() && !(schema.state() instanceof SchemaState.Ready));
    }

    /** Returns true while earlier rows are parked. */
    boolean isParked() {
        boolean isParked = !parked.isEmpty();
        if (wasParked && !isParked) {
            log.atInfo()
                    .addKeyValue("shard", shard().number())
                    .log("{} takes rows again, and has all that waited for it.", address.describe());
            trouble = "";
        }
        wasParked = isParked;
        return isParked;
    }

    /** Opens the loop's gate: then the shard has its tables, and rewriters have loaded what they need, which may take long. */
    boolean awaitReady(RetryPolicy retryPolicy) throws InterruptedException {
        if (!new SchemaGate(schema).await(retryPolicy)) {
            return false;
        }
        while (!isReady) {
            try {
                store.concerns(List.of());
                isReady = true;
                hasLooked = true;
            } catch (IOException | RuntimeException e) {
                hasLooked = true;
                if (!retryPolicy.pause(TROUBLE_PAUSE)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Says whether the part has to be stored alone. Called in the order of the chunks.
     *
     * <p>While rows are parked, or the lane is not ready, it is unknown which rows precede the part: one may be a deletion of its rows.
     * Such a part waits for its turn, so that other lanes need not wait for it. The next part after that is stored alone: when the parts
     * after it are looked at, everything before them is known.
     */
    boolean concerns(ShardPart part) throws InterruptedException {
        ShardPart last = lastUnasked;
        // Before the next check: a part is marked done only after it is parked, so that check sees its rows.
        boolean isNothingUnasked = last == null || last.isDone();
        if (!isReady || !parked.isEmpty()) {
            lastUnasked = part;
            return false;
        }
        if (!isNothingUnasked) {
            return true;
        }
        lastUnasked = null;
        part.letOvertake();
        try {
            return store.concerns(part.frames());
        } catch (IOException | RuntimeException e) {
            return true; // the thread that stores it meets the same trouble, and logs it
        }
    }

    /** Attempts to store a part concurrently with others, unless it has to wait for its turn. */
    void attempt(ShardPart part) throws InterruptedException {
        if (!part.mayOvertake() || !parked.isEmpty()) {
            return;
        }
        try {
            soon(() -> store.attempt(part.frames())).ifPresent(part::storedEarly);
        } catch (IOException | RuntimeException e) {
            // It is stored in its turn, which meets the same trouble.
        }
    }

    /**
     * Stores a part, or finishes one that was stored early, without any retry.
     *
     * @return false if it is not stored
     */
    boolean store(ShardPart part) throws InterruptedException {
        ChunkCounts early = part.takeEarly();
        String reason = isReady ? "it does not take rows" : notReady();
        try {
            if (isReady && soon(() -> store.finish(part.frames(), early, RetryPolicy.NONE))) {
                return true;
            }
        } catch (IOException | RuntimeException e) {
            reason = e.toString();
        }
        say(reason, part);
        return false;
    }

    private String notReady() {
        return switch (schema.state()) {
            case SchemaState.Ready _ -> "it does not say what edits and deletions it has";
            case SchemaState.NotYet notYet -> notYet.detail();
            case SchemaState.Conflict conflict -> conflict.reason();
        };
    }

    /**
     * Bounds the time of the work, because rows of other shards wait for it: longer work, such as the deletion of a year of readings, is
     * interrupted, and the lane's own loop does it.
     */
    private <T> T soon(Callable<T> work) throws IOException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().start(task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it takes longer than %s ms".formatted(limit.toMillis()), e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            // The next work must not run beside this one.
            thread.interrupt();
            thread.join();
        }
    }

    private void say(String reason, ShardPart part) {
        if (!reason.equals(trouble)) {
            log.atWarn()
                    .addKeyValue("shard", shard().number())
                    .addKeyValue("rows", part.rows())
                    .log("{} could not store {} rows: {}", address.describe(), part.rows(), reason);
            trouble = reason;
        }
    }

    /** Returns true if the shard answers, even if it takes no rows. */
    boolean answers() throws InterruptedException {
        try {
            return statements.execute(Role.ROLLUP, "SELECT 1", LOOK_TIMEOUT).startsWith("1");
        } catch (IOException e) {
            return false;
        }
    }

    /** Parks the part in the lane's side buffer; empty if that does not take it. */
    Optional<List<Deferral>> park(ShardPart part) throws InterruptedException {
        boolean isFirst = !wasParked;
        Optional<List<Deferral>> deferred = parked.park(part.frames()).map(part::deferredTo);
        if (deferred.isPresent()) {
            metrics.parked(part.rows());
            wasParked = true;
            if (isFirst) {
                log.atWarn()
                        .addKeyValue("shard", shard().number())
                        .log(
                                "{} keeps nobody else waiting: its rows wait in a buffer of their own.",
                                address.describe());
            }
        }
        return deferred;
    }
}
