package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.result.Ratios;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.benchmarks.server.QueryLog;
import dev.millrace.processes.Database;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Inserts the same batches into every variant, round by round. */
final class InsertRounds {
    static final int WARM_UP = 5;
    private static final int PROGRESS_EVERY = 10;

    private final Subject subject;
    private final Database database;
    private final int batch;
    private final int rounds;
    private final long seed;
    private final Consumer<String> progress;
    private final Map<Variant, List<Long>> wall = new HashMap<>();
    private final Map<Variant, List<Long>> cpu = new HashMap<>();

    InsertRounds(Subject subject, Database database, int batch, int rounds, long seed, Consumer<String> progress) {
        this.subject = subject;
        this.database = database;
        this.batch = batch;
        this.rounds = rounds;
        this.seed = seed;
        this.progress = progress;
    }

    void run(Results results) throws IOException, InterruptedException {
        for (Variant variant : subject.variants()) {
            variant.create(database.admin());
            wall.put(variant, new ArrayList<>());
        }
        database.admin().execute(subject.raiseBound());
        List<Variant> order = new ArrayList<>(subject.variants());
        Random random = new Random(seed);
        for (int round = -WARM_UP; round < rounds; round++) {
            byte[] bytes = subject.batch(batch);
            Collections.shuffle(order, random);
            for (Variant variant : order) {
                SqlUser.Answer answer = database.ingest()
                        .insert(
                                subject.insert().replace("${table}", variant.table()),
                                bytes,
                                "bench-%s-%s".formatted(round < 0 ? "warm" : variant.name(), round + WARM_UP));
                if (round >= 0) {
                    wall.getOrDefault(variant, List.of()).add(answer.wallMicros());
                }
            }
            if (round > 0 && round % PROGRESS_EVERY == 0) {
                progress.accept("round %s of %s".formatted(round, rounds));
            }
        }
        for (Variant variant : subject.variants()) {
            cpu.put(
                    variant,
                    new QueryLog(database)
                            .named(variant.name()).stream()
                                    .map(QueryLog.Entry::cpuMicros)
                                    .toList());
        }
        describe(results);
    }

    /** Server's CPU time of a row, in the median, in microseconds. */
    double cpuMicrosOfRow(Variant variant) {
        return Sample.of(cpu.getOrDefault(variant, List.of())).percentileMillis(50) * 1000 / batch;
    }

    /** The median of the ratios of the same round, by the server's CPU time. */
    double cpuRatio(Subject.Pair pair) {
        return Ratios.of(cpu.getOrDefault(pair.with(), List.of()), cpu.getOrDefault(pair.without(), List.of()))
                .median();
    }

    private void describe(Results results) throws IOException, InterruptedException {
        String what = "%s rounds of %s rows".formatted(rounds, Counts.text(batch));
        Table times = results.table(
                "Inserts, " + what,
                "table",
                "wall p50 ms",
                "wall p90 ms",
                "server CPU p50 ms",
                "rows/s at p50",
                "marks");
        for (Variant variant : subject.variants()) {
            Sample waited = Sample.of(wall.getOrDefault(variant, List.of()));
            times.add(
                    variant.title(),
                    waited.percentileMillis(50),
                    waited.percentileMillis(90),
                    Sample.of(cpu.getOrDefault(variant, List.of())).percentileMillis(50),
                    (long) (batch * 1000 / waited.percentileMillis(50)),
                    variant.equals(subject.variants().getFirst())
                            ? database.admin().number("SELECT count() FROM " + subject.marks())
                            : 0L);
        }
        Table ratios = results.table(
                "Ratios of the same round, " + what,
                "what",
                "wall, median",
                "95 %",
                "quartiles",
                "CPU, median",
                "95 %",
                "quartiles");
        for (Subject.Pair pair : subject.pairs()) {
            ratio(ratios, pair.name(), pair.with(), pair.without());
        }
    }

    private void ratio(Table table, String name, Variant variant, Variant base) {
        Ratios waited = Ratios.of(wall.getOrDefault(variant, List.of()), wall.getOrDefault(base, List.of()));
        Ratios worked = Ratios.of(cpu.getOrDefault(variant, List.of()), cpu.getOrDefault(base, List.of()));
        table.add(
                name,
                waited.median(),
                waited.interval(),
                waited.quartiles(),
                worked.median(),
                worked.interval(),
                worked.quartiles());
    }
}
