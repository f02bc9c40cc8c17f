package dev.millrace.oracle;

import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories against a brute-force count. {@code -Dmillrace.oracle.runs=N} for more of them, {@code -Dmillrace.oracle.seed=S} to
 * repeat one, which a failure names.
 */
class OracleIT {
    private static final int RUNS = Integer.getInteger("millrace.oracle.runs", 150);
    private static final int STEPS = Integer.getInteger("millrace.oracle.steps", 20);
    private static final int WORKERS = 2;

    @TempDir
    Path directory;

    @Test
    void everyReportEqualsABruteForceCountAtEveryStep() throws Exception {
        Long one = Long.getLong("millrace.oracle.seed");
        if (one != null) {
            try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
                run(clickHouse, one);
            }
            return;
        }
        long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
        System.out.printf("%d oracle runs with the seeds from %d%n", RUNS, first);
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                Path home = directory.resolve("clickhouse-" + worker);
                Callable<Void> work = () -> {
                    try (TestClickHouse clickHouse = TestClickHouse.in(home)) {
                        for (int i = next.getAndIncrement(); i < RUNS; i = next.getAndIncrement()) {
                            run(clickHouse, first + i);
                        }
                        return null;
                    } finally {
                        next.set(RUNS);
                    }
                };
                ends.add(workers.submit(work));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        }
    }

    private void run(TestClickHouse clickHouse, long seed) throws Exception {
        OracleRun run = new OracleRun(clickHouse, directory.resolve("data-" + seed), seed);
        try {
            run.run(STEPS);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dmillrace.oracle.seed=%d%n%s%n%s".formatted(seed, run.history(), e), e);
        }
    }
}
