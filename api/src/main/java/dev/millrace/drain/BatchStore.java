package dev.millrace.drain;

import dev.millrace.clickhouse.InsertResult;
import dev.millrace.clickhouse.RowInserter;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.deadletter.DeadLetters;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches, for as long as it takes: temporary failures are retried; a batch that is refused for good is cut in halves until the
 * offending rows are alone, and those become dead letters. Except for {@link #attempt}, for one thread at a time.
 */
@EachBean(Shard.class)
final class BatchStore {
    private static final Logger log = LoggerFactory.getLogger(BatchStore.class);

    private final RowInserter inserter;
    private final DeadLetters deadLetters;
    private final DrainMetrics metrics;
    private final Backoff backoff;
    private boolean troubled;

    /** The last reason why a dead letter could not be written, so that it is logged once. */
    private String buryTrouble = "";

    BatchStore(@Parameter RowInserter inserter, DeadLetters deadLetters, DrainMetrics metrics, DrainConfig config) {
        this.inserter = inserter;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.backoff = new Backoff(config.maxBackoff(), new SplittableRandom());
    }

    /**
     * Stores a batch. Returns true when every row is stored or a dead letter; false if the retry policy ended before: then the batch has to
     * be stored again.
     */
    boolean store(Batch batch, ChunkCounts counts, RetryPolicy retryPolicy) throws InterruptedException {
        while (true) {
            switch (retryPolicy == RetryPolicy.NONE ? insertFailFast(batch) : insert(batch)) {
                case InsertResult.Written _ -> {
                    recovered();
                    backoff.reset();
                    metrics.written(batch.rowCount());
                    counts.stored(batch.rowCount());
                    return true;
                }
                case InsertResult.Refused refused -> {
                    recovered();
                    metrics.refused();
                    if (batch.rowCount() > 1) {
                        backoff.reset();
                        return store(batch.firstHalf(), counts, retryPolicy)
                                && store(batch.secondHalf(), counts, retryPolicy);
                    }
                    if (bury(batch, refused)) {
                        backoff.reset();
                        counts.deadLettered();
                        return true;
                    }
                }
                case InsertResult.TryLater later -> {
                    metrics.tryLater();
                    troubled(batch, later);
                }
            }
            if (!retryPolicy.pause(backoff.nextPause())) {
                return false;
            }
        }
    }

    /** Tries to store a batch once; may be called by several threads. If it fails, {@link #store} finds out why. */
    boolean attempt(Batch batch, ChunkCounts counts) throws InterruptedException {
        if (insertFailFast(batch) instanceof InsertResult.Written) {
            metrics.written(batch.rowCount());
            counts.stored(batch.rowCount());
            return true;
        }
        return false;
    }

    private InsertResult insert(Batch batch) throws InterruptedException {
        return inserter.insert(batch.table(), batch.rows());
    }

    private InsertResult insertFailFast(Batch batch) throws InterruptedException {
        return inserter.insertFailFast(batch.table(), batch.rows());
    }

    private boolean bury(Batch row, InsertResult.Refused refused) {
        try {
            deadLetters.add(row.table(), row.day(), row.copy(), refused.code(), refused.reason());
        } catch (IOException e) {
            if (!e.toString().equals(buryTrouble)) {
                buryTrouble = e.toString();
                log.error(
                        "A row of {} that ClickHouse refuses could not be written to the dead letters: {}",
                        row.table().name(),
                        buryTrouble);
            }
            return false;
        }
        buryTrouble = "";
        return true;
    }

    /** Logs one line when trouble starts, however often the batch is tried afterwards. */
    private void troubled(Batch batch, InsertResult.TryLater later) {
        if (!troubled) {
            log.atWarn()
                    .addKeyValue("rows", batch.rowCount())
                    .addKeyValue("table", batch.table().name())
                    .log(
                            "{} rows of {} could not be stored, trying again until they are: {}",
                            batch.rowCount(),
                            batch.table().name(),
                            later.reason());
        }
        troubled = true;
    }

    private void recovered() {
        if (troubled) {
            log.info("ClickHouse takes rows again.");
        }
        troubled = false;
    }
}
