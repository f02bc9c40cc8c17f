package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.LiveRows;
import dev.millrace.benchmarks.result.Ratios;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.benchmarks.server.QueryLog;
import dev.millrace.processes.Database;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** The same batches into every variant, round by round. */
final class InsertRounds {
    private static final int WARM_UP = 5;
    private static final int PROGRESS_EVERY = 10;

    /** As the job for rollups sets it; without it the view would have nothing to compare with. */
    private static final String RAISE_BOUND =
            "INSERT INTO millrace.traffic_bound SELECT toStartOfHour(now('UTC') - INTERVAL 130 MINUTE)";

    private final Database database;
    private final int batch;
    private final int rounds;
    private final long seed;
    private final Consumer<String> progress;
    private final InstantSource clock = InstantSource.system();
    private final Map<Variant, List<Long>> wall = new EnumMap<>(Variant.class);
    private final Map<Variant, List<Long>> cpu = new EnumMap<>(Variant.class);

    InsertRounds(Database database, int batch, int rounds, long seed, Consumer<String> progress) {
        this.database = database;
        this.batch = batch;
        this.rounds = rounds;
        this.seed = seed;
        this.progress = progress;
    }

    void run(Results results) throws IOException, InterruptedException {
        for (Variant variant : Variant.values()) {
            variant.create(database.admin());
            wall.put(variant, new ArrayList<>());
        }
        database.admin().execute(RAISE_BOUND);
        LiveRows rows = new LiveRows(seed);
        List<Variant> order = new ArrayList<>(List.of(Variant.values()));
        Random random = new Random(seed);
        for (int round = -WARM_UP; round < rounds; round++) {
            byte[] bytes = rows.batch(batch, clock.instant());
            Collections.shuffle(order, random);
            for (Variant variant : order) {
                SqlUser.Answer answer = database.ingest()
                        .insert(
                                LiveRows.INSERT.replace("${table}", variant.table()),
                                bytes,
                                "bench-%s-%d".formatted(round < 0 ? "warm" : variant.name(), round + WARM_UP));
                if (round >= 0) {
                    wall.getOrDefault(variant, List.of()).add(answer.wallMicros());
                }
            }
            if (round > 0 && round % PROGRESS_EVERY == 0) {
                progress.accept("round %d of %d".formatted(round, rounds));
            }
        }
        for (Variant variant : Variant.values()) {
            cpu.put(
                    variant,
                    new QueryLog(database)
                            .named(variant.name()).stream()
                                    .map(QueryLog.Entry::cpuMicros)
                                    .toList());
        }
        describe(results);
    }

    private void describe(Results results) throws IOException, InterruptedException {
        String what = "%d rounds of %s rows".formatted(rounds, Counts.text(batch));
        Table times = results.table(
                "Inserts, " + what,
                "table",
                "wall p50 ms",
                "wall p90 ms",
                "server CPU p50 ms",
                "rows/s at p50",
                "marks");
        for (Variant variant : Variant.values()) {
            Sample waited = Sample.of(wall.getOrDefault(variant, List.of()));
            times.add(
                    variant.title(),
                    waited.percentileMillis(50),
                    waited.percentileMillis(90),
                    Sample.of(cpu.getOrDefault(variant, List.of())).percentileMillis(50),
                    (long) (batch * 1000 / waited.percentileMillis(50)),
                    variant == Variant.AS_IT_IS
                            ? database.admin().number("SELECT count() FROM millrace.traffic_mark")
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
        ratio(ratios, "view: with / without", Variant.AS_IT_IS, Variant.NO_VIEW);
        ratio(ratios, "view: with / without, the other copy", Variant.AS_IT_IS, Variant.NO_VIEW_AGAIN);
        ratio(ratios, "noise: equal tables", Variant.NO_VIEW_AGAIN, Variant.NO_VIEW);
        ratio(ratios, "index of request ids: with / without", Variant.NO_VIEW, Variant.NEITHER);
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
