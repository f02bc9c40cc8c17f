package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.schema.Schema;
import dev.millrace.clickhouse.schema.SchemaState;
import dev.millrace.clickhouse.shard.Shard;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases persons in a thread of its own, whichever node received the request. Thread-safe. */
@EachBean(Shard.class)
public final class ErasureWorker {
    private static final Logger log = LoggerFactory.getLogger(ErasureWorker.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** The interval at which finished erasures are checked again: see {@link ErasureStore#leftovers}. */
    private static final Duration LOOK_BACK_INTERVAL = Duration.ofMinutes(1);

    private final Schema schema;
    private final ErasureStore erasures;
    private final ErasureProcedure procedure;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("eraser").daemon().unstarted(this::run);

    /** The last failure, so that a long outage is one line in the log. Only for the thread. */
    private String trouble = "";

    private long lookedBackAtNanos = System.nanoTime();

    ErasureWorker(@Parameter Schema schema, @Parameter ErasureStore erasures, @Parameter ErasureProcedure procedure) {
        this.schema = schema;
        this.erasures = erasures;
        this.procedure = procedure;
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

    /** Looks at once for what there is to do. */
    void wake() {
        woken.release();
    }

    private void run() {
        try {
            while (true) {
                woken.drainPermits();
                if (schema.state() instanceof SchemaState.Ready) {
                    runOnce();
                }
                boolean _ = woken.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        try {
            List<ErasureRecord> running = erasures.running();
            if (!running.isEmpty()) {
                procedure.erase(running);
                log.info("{} erasures are done.", running.size());
            }
            lookBack();
            if (!trouble.isEmpty()) {
                log.info("Persons are erased again.");
                trouble = "";
            }
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(trouble)) {
                log.warn("Persons could not be erased, trying again until they are: {}", e.toString());
                trouble = e.toString();
            }
        }
    }

    /** Looks for rows that a node or a connection which hung for a while brought back. */
    private void lookBack() throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (now - lookedBackAtNanos < LOOK_BACK_INTERVAL.toNanos()) {
            return;
        }
        for (ErasureRecord erasure : erasures.lately()) {
            if (erasures.leftovers(erasure) > 0) {
                log.warn("Erasure {} has to be done again: something came back.", erasure.id());
                procedure.erase(List.of(erasure));
            }
        }
        lookedBackAtNanos = now;
    }
}
