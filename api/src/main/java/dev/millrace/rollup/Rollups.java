package dev.millrace.rollup;

import dev.millrace.clickhouse.RunningInserts;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps all rollups up to date, and rebuilds what it is asked to. Thread-safe. */
@Singleton
public final class Rollups {
    private static final Logger log = LoggerFactory.getLogger(Rollups.class);
    private static final int MAX_WAITING_REBUILDS = 8;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Schema schema;
    private final Duration interval;
    private final List<RollupJob> jobs;

    /** An empty one only ends the pause. */
    private final BlockingQueue<Optional<Rebuild>> rebuilds = new ArrayBlockingQueue<>(MAX_WAITING_REBUILDS);

    private final Thread thread = Thread.ofPlatform().name("rollup").daemon().unstarted(this::run);

    /** What failed last, so that a long outage is one line in the log. Only the thread's. */
    private String trouble = "";

    Rollups(
            Schema schema,
            RollupStatements statements,
            RunningInserts inserts,
            RollupVersions versions,
            Collection<Rollup> rollups,
            RollupConfig config,
            InstantSource clock,
            MeterRegistry registry) {
        this.schema = schema;
        this.interval = config.interval();
        this.jobs = rollups.stream()
                .map(rollup -> new RollupJob(
                        statements,
                        inserts,
                        versions,
                        rollup,
                        config,
                        clock,
                        new RollupMetrics(registry, rollup.name())))
                .toList();
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    /** Ends the thread, between two statements or in one: nothing is wrong then, and the next start goes on. */
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(STOP_TIMEOUT);
    }

    /** The job for a kind of event, if there is one. */
    public Optional<RollupJob> job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findAny();
    }

    /** Looks at once for what there is to do. */
    public void wake() {
        if (rebuilds.isEmpty()) {
            rebuilds.offer(Optional.empty());
        }
    }

    /** Begins a rebuild as soon as nothing else is under way; false if too many wait already. */
    boolean submit(Rebuild rebuild) {
        return rebuilds.offer(Optional.of(rebuild));
    }

    private void run() {
        try {
            while (true) {
                if (schema.state() instanceof SchemaState.Ready) {
                    jobs.forEach(this::runOnce);
                }
                Optional<Rebuild> rebuild = rebuilds.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
                if (rebuild != null && rebuild.isPresent()) {
                    rebuild.get().run();
                }
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce(RollupJob job) {
        try {
            job.run();
            if (!trouble.isEmpty()) {
                log.info("Rollups are kept up to date again.");
                trouble = "";
            }
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(trouble)) {
                log.warn("Rollups of {} fall behind, reports count rows instead: {}", job.name(), e.toString());
                trouble = e.toString();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
