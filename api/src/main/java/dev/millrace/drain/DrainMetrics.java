package dev.millrace.drain;

import dev.millrace.buffer.EventBuffer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Metrics of the drain and of the backlog. */
@Singleton
final class DrainMetrics {
    private static final double[] PERCENTILES = {0.5, 0.99};

    private final Counter written;
    private final Counter tryLater;
    private final Counter refused;
    private final Counter stored;
    private final Counter deadLettered;
    private final Counter made;
    private final Counter leftOut;
    private final Counter copied;
    private final Counter parked;
    private final DistributionSummary batchRows;
    private final Timer lag;

    DrainMetrics(MeterRegistry registry, EventBuffer buffer) {
        this.written = inserts(registry, "written");
        this.tryLater = inserts(registry, "try_later");
        this.refused = inserts(registry, "refused");
        this.stored = rows(registry, "stored");
        this.deadLettered = rows(registry, "dead_lettered");
        this.made = rows(registry, "made");
        this.leftOut = rows(registry, "left_out");
        this.copied = rows(registry, "copied");
        this.parked = rows(registry, "parked");
        this.batchRows = DistributionSummary.builder("millrace.drain.batch.rows")
                .description("Rows of the inserts that were written")
                .register(registry);
        this.lag = Timer.builder("millrace.drain.lag")
                .description("How long the oldest row of a chunk was in the buffer when it was stored")
                .publishPercentiles(PERCENTILES)
                .register(registry);
        new BufferGauges(registry, buffer).register();
    }

    private static Counter inserts(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.drain.inserts")
                .tag("outcome", outcome)
                .description("Inserts by what ClickHouse said")
                .register(registry);
    }

    private static Counter rows(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.drain.rows")
                .tag("outcome", outcome)
                .description(
                        "Rows by what became of them; made are those that edits added, copied those that further shards got, parked waits for a shard")
                .register(registry);
    }

    void written(int rows) {
        written.increment();
        batchRows.record(rows);
    }

    void tryLater() {
        tryLater.increment();
    }

    void refused() {
        refused.increment();
    }

    void done(ChunkCounts counts) {
        stored.increment(counts.stored());
        deadLettered.increment(counts.deadLetteredRows());
        made.increment(counts.made());
        leftOut.increment(counts.leftOut());
    }

    /** Counts additional copies of rows that more than one shard gets. */
    void copied(int rows) {
        copied.increment(rows);
    }

    /** Counts rows that are parked for a shard. */
    void parked(int rows) {
        parked.increment(rows);
    }

    /**
     * Counts a chunk that is stored.
     *
     * @param oldestAge how long its oldest row was in the buffer
     */
    void committed(Duration oldestAge) {
        lag.record(oldestAge);
    }
}
