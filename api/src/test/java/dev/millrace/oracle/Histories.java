package dev.millrace.oracle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * Lets random histories loose, two at a time, in each {@link Setting}. {@code -Dmillrace.oracle.runs=N} for more of them,
 * {@code -Dmillrace.oracle.setting} and {@code -Dmillrace.oracle.seed=S} to repeat one, which a failure names.
 */
final class Histories {
    private static final int STEPS = Integer.getInteger("millrace.oracle.steps", 30);
    private static final int WORKERS = Integer.getInteger("millrace.oracle.workers", 2);

    private Histories() {}

    /** One history. */
    interface Run {
        void run(int steps) throws Exception;

        /** What happened so far. */
        String history() throws IOException, InterruptedException;
    }

    /** Makes a history. */
    interface Runs {
        Run of(Setting setting, Databases databases, Path dataDir, long seed) throws Exception;
    }

    /** @param usually how many there are in a setting unless the command line says another number */
    static void run(Path directory, ToIntFunction<Setting> usually, Runs runs) throws Exception {
        long first = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
        for (Setting setting : Setting.wanted()) {
            Path home = directory.resolve(setting.title());
            Long one = Long.getLong("millrace.oracle.seed");
            if (one != null) {
                try (Databases databases = Databases.in(home.resolve("databases"), setting.shards())) {
                    run(setting, databases, home, one, runs);
                }
            } else {
                int count = Integer.getInteger("millrace.oracle.runs", usually.applyAsInt(setting));
                System.out.printf("%s oracle runs of %s with the seeds from %s%n", count, setting.title(), first);
                run(setting, home, first, count, runs);
            }
        }
    }

    private static void run(Setting setting, Path directory, long first, int count, Runs runs) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                Path home = directory.resolve("databases-" + worker);
                Callable<Void> work = () -> {
                    try (Databases databases = Databases.in(home, setting.shards())) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                            run(setting, databases, directory, first + i, runs);
                        }
                        return null;
                    } finally {
                        next.set(count);
                    }
                };
                ends.add(workers.submit(work));
            }
            for (Future<Void> end : ends) {
                try {
                    end.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AssertionError failed) {
                        throw failed;
                    }
                    throw e;
                }
            }
        }
    }

    private static void run(Setting setting, Databases databases, Path directory, long seed, Runs runs)
            throws Exception {
        Run run = runs.of(setting, databases, directory.resolve("data-" + seed), seed);
        try {
            run.run(STEPS);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "-Dmillrace.oracle.setting=%s -Dmillrace.oracle.seed=%s%n%s%n%s"
                            .formatted(setting.title(), seed, run.history(), e),
                    e);
        }
    }
}
