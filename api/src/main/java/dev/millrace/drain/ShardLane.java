package dev.millrace.drain;

import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.Role;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import dev.millrace.clickhouse.Shard;
import dev.millrace.clickhouse.ShardAddress;
import dev.millrace.clickhouse.Statements;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of rows into one shard of several. While the shard takes them they go there at once; when it does not, they are parked, and
 * everything that comes behind them too, until a loop of the lane's own has stored what is parked. {@link #store} and {@link #park} are for
 * the thread whose chunk it is.
 */
@EachBean(Shard.class)
final class ShardLane {
    private static final Logger log = LoggerFactory.getLogger(ShardLane.class);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

    private final ShardAddress address;
    private final Schema schema;
    private final Statements statements;
    private final ChunkStore store;
    private final ParkedRows parked;
    private final DrainMetrics metrics;
    private final DrainLoop loop;
    private boolean wasParked;

    /** What failed last, so that a long outage is one line in the log. */
    private String trouble = "";

    ShardLane(
            @Parameter ShardAddress address,
            @Parameter Schema schema,
            @Parameter Statements statements,
            @Parameter ChunkStore store,
            @Parameter ParkedRows parked,
            DrainMetrics metrics,
            DrainConfig config,
            MeterRegistry registry) {
        this.address = address;
        this.schema = schema;
        this.statements = statements;
        this.store = store;
        this.parked = parked;
        this.metrics = metrics;
        this.loop = new DrainLoop(
                "shard-" + address.shard().name(),
                parked.buffer(),
                new SchemaGate(schema),
                new OneShard(store),
                metrics,
                config);
        register(registry);
    }

    private void register(MeterRegistry registry) {
        gauge(
                registry,
                "millrace.shard.parked.bytes",
                "Bytes that wait for one shard",
                buffer -> buffer.state().pendingBytes());
        gauge(
                registry,
                "millrace.shard.parked.rows",
                "Rows of this process that wait for one shard",
                buffer -> buffer.state().rows().pending());
        gauge(
                registry,
                "millrace.shard.parked.oldest.seconds",
                "How long the oldest row has waited for one shard",
                buffer -> buffer.state().oldestAge().toMillis() / 1000.0);
        gauge(
                registry,
                "millrace.shard.parked.recovered.rows",
                "Rows that an earlier process had parked for one shard and this one stored",
                buffer -> buffer.state().rows().recovered());
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<EventBuffer> value) {
        Gauge.builder(name, parked.buffer(), value)
                .tag("shard", address.shard().name())
                .description(description)
                .register(registry);
    }

    Shard shard() {
        return address.shard();
    }

    /** Stores what is parked, now and later. */
    DrainLoop loop() {
        return loop;
    }

    /** True once it is known whether the shard has its tables. */
    boolean hasLookedAtSchema() {
        return schema.hasTried();
    }

    /** True while rows wait for it that came before those that come now. */
    boolean isParked() {
        boolean isParked = !parked.isEmpty();
        if (wasParked && !isParked) {
            log.info("{} takes rows again, and has all that waited for it.", address.describe());
            trouble = "";
        }
        wasParked = isParked;
        return isParked;
    }

    boolean concerns(ShardPart part) throws InterruptedException {
        try {
            return parked.isEmpty() && store.concerns(part.frames());
        } catch (IOException | RuntimeException e) {
            return true; // whoever stores it comes to the same trouble
        }
    }

    Optional<ChunkTally> tryPlain(ShardPart part) throws InterruptedException {
        try {
            return parked.isEmpty() && isReady() ? store.tryPlain(part.frames()) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // the same here
        }
    }

    private boolean isReady() {
        return schema.state() instanceof SchemaState.Ready;
    }

    /**
     * Stores a part, or does what is left to do for it, without any patience.
     *
     * @return false if it is not stored
     */
    boolean store(ShardPart part, Optional<ChunkTally> tried) throws InterruptedException {
        String reason;
        try {
            switch (schema.state()) {
                case SchemaState.Ready _ -> {
                    boolean isDone = tried.isPresent()
                            ? store.finish(part.frames(), tried.get(), BatchStore.Patience.NONE)
                            : store.store(part.frames(), BatchStore.Patience.NONE);
                    if (isDone) {
                        return true;
                    }
                    reason = "it does not take rows";
                }
                case SchemaState.NotYet notYet -> reason = notYet.reason();
                case SchemaState.Conflict conflict -> reason = conflict.reason();
            }
        } catch (IOException | RuntimeException e) {
            reason = e.toString();
        }
        if (!reason.equals(trouble)) {
            log.warn("{} could not store {} rows: {}", address.describe(), part.rows(), reason);
            trouble = reason;
        }
        return false;
    }

    /** True if it answers, though it may take no rows. */
    boolean answers() throws InterruptedException {
        try {
            return statements.execute(Role.ROLLUP, "SELECT 1", LOOK_TIMEOUT).startsWith("1");
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the part wait in the lane's own buffer; empty if that does not take it. */
    Optional<List<Deferral>> park(ShardPart part) throws InterruptedException {
        boolean isFirst = !wasParked;
        Optional<List<Deferral>> deferred = parked.park(part.frames()).map(part::deferredTo);
        if (deferred.isPresent()) {
            metrics.parked(part.rows());
            wasParked = true;
            if (isFirst) {
                log.warn("{} keeps nobody else waiting: its rows wait in a buffer of their own.", address.describe());
            }
        }
        return deferred;
    }
}
