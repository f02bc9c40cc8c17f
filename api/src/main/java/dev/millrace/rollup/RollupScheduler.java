package dev.millrace.rollup;

import dev.millrace.clickhouse.InsertBarrier;
import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.Shard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the rollups of all kinds of events up to date in one shard, in turns in one thread, and does rebuilds on request. Thread-safe. */
@EachBean(Shard.class)
public final class RollupScheduler {
    private static final int MAX_WAITING_REBUILDS = 8;

    /** The time for which one kind, or a rebuild, works before the others get a turn. */
    private static final Duration SLICE = Duration.ofSeconds(5);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Schema schema;
    private final Duration interval;
    private final List<RollupTask> tasks;

    /** An empty one only ends the pause. */
    private final BlockingQueue<Optional<Rebuild>> rebuilds = new ArrayBlockingQueue<>(MAX_WAITING_REBUILDS);

    private final Thread thread = Thread.ofPlatform().name("rollup").daemon().unstarted(this::run);

    /** The rebuild that is running. Only for the thread. */
    private Optional<Rebuild> current = Optional.empty();

    RollupScheduler(
            Shard shard,
            @Parameter Schema schema,
            @Parameter RollupStatements statements,
            @Parameter InsertBarrier inserts,
            @Parameter RollupVersions versions,
            Collection<Rollup> rollups,
            RollupConfig config,
            InstantSource clock,
            MeterRegistry registry) {
        this.schema = schema;
        this.interval = config.interval();
        this.tasks = rollups.stream()
                .map(rollup -> new RollupTask(new RollupJob(
                        statements,
                        inserts,
                        versions,
                        rollup,
                        config,
                        clock,
                        new RollupMetrics(registry, shard, rollup.name()))))
                .toList();
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    /** Ends the thread, between two statements or in one: nothing is wrong then, and the next start goes on. */
    public void stop() throws InterruptedException {
        if (thread.isAlive()) { // else it was never started, or has ended
            thread.interrupt();
            thread.join(STOP_TIMEOUT);
        }
    }

    /** Returns the job for a kind of event, if there is one. */
    public Optional<RollupJob> job(String name) {
        return tasks.stream()
                .map(RollupTask::job)
                .filter(job -> job.name().equals(name))
                .findAny();
    }

    /** Looks at once for what there is to do. */
    public void wake() {
        if (rebuilds.isEmpty()) {
            rebuilds.offer(Optional.empty());
        }
    }

    /** Queues a rebuild, which begins as soon as no other runs; returns false if too many wait already. */
    boolean submit(Rebuild rebuild) {
        return rebuilds.offer(Optional.of(rebuild));
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean isMoreLeft = schema.state() instanceof SchemaState.Ready && takeTurns();
                goOnRebuilding(isMoreLeft ? Duration.ZERO : interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives each kind a turn, whether or not another kind failed. */
    private boolean takeTurns() throws InterruptedException {
        boolean isMoreLeft = false;
        for (RollupTask task : tasks) {
            isMoreLeft |= task.take(SLICE);
        }
        return isMoreLeft;
    }

    /** @param pause how long to wait for a rebuild if none runs */
    private void goOnRebuilding(Duration pause) throws InterruptedException {
        if (current.isEmpty()) {
            Optional<Rebuild> next = rebuilds.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
            current = next == null ? Optional.empty() : next;
        }
        if (current.isPresent() && !current.get().run(SLICE)) {
            current = Optional.empty();
        }
    }
}
