package dev.millrace.oracle;

import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets random histories loose, two at a time. {@code -Dmillrace.oracle.runs=N} for more of them, {@code -Dmillrace.oracle.seed=S} to repeat
 * one, which a failure names.
 */
final class Histories {
    private static final int STEPS = Integer.getInteger("millrace.oracle.steps", 20);
    private static final int WORKERS = 2;

    private Histories() {}

    /** One history. */
    interface Run {
        void run(int steps) throws Exception;

        /** What happened so far. */
        String history() throws IOException, InterruptedException;
    }

    /** Makes a history. */
    interface Runs {
        Run of(TestClickHouse clickHouse, Path dataDir, long seed) throws Exception;
    }

    /** @param usually how many there are unless the command line says another number */
    static void run(Path directory, int usually, Runs runs) throws Exception {
        Long one = Long.getLong("millrace.oracle.seed");
        if (one != null) {
            try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
                run(clickHouse, directory, one, runs);
            }
            return;
        }
        int count = Integer.getInteger("millrace.oracle.runs", usually);
        long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
        System.out.printf("%s oracle runs with the seeds from %s%n", count, first);
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                Path home = directory.resolve("clickhouse-" + worker);
                Callable<Void> work = () -> {
                    try (TestClickHouse clickHouse = TestClickHouse.in(home)) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                            run(clickHouse, directory, first + i, runs);
                        }
                        return null;
                    } finally {
                        next.set(count);
                    }
                };
                ends.add(workers.submit(work));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        }
    }

    private static void run(TestClickHouse clickHouse, Path directory, long seed, Runs runs) throws Exception {
        Run run = runs.of(clickHouse, directory.resolve("data-" + seed), seed);
        try {
            run.run(STEPS);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dmillrace.oracle.seed=%s%n%s%n%s".formatted(seed, run.history(), e), e);
        }
    }
}
