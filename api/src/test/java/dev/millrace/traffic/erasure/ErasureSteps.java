package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.shard.Shards;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.List;

/** What the eraser's thread does, when a test says so. */
public final class ErasureSteps {
    private final ErasureStore erasures;
    private final ErasureProcedure procedure;

    /** The parts of a service whose erasers were not started, for a shard by its index. */
    public ErasureSteps(ApplicationContext context, int shard) {
        Shards shards = context.getBean(Shards.class);
        this.erasures = shards.each(ErasureStore.class).all().get(shard);
        this.procedure = shards.each(ErasureProcedure.class).all().get(shard);
    }

    /** True if nobody is left to be erased. */
    public boolean isDone() throws IOException, InterruptedException {
        return erasures.running().isEmpty();
    }

    /** Erases who is to be erased. Waits until others have computed marked hours anew. */
    public void eraseAll() throws IOException, InterruptedException {
        List<ErasureRecord> running = erasures.running();
        if (!running.isEmpty()) {
            procedure.erase(running);
        }
    }
}
