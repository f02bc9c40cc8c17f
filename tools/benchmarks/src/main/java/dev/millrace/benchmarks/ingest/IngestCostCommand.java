package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.CommonOptions;
import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.server.Machine;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the cost of rollups and indexes for an insert. */
@Command(
        name = "ingest-cost",
        mixinStandardHelpOptions = true,
        description = {
            "Inserts the same batches of rows that are not late into the table as the service has it, and into tables that lack the view"
                    + " for late rows or the index of request ids. In each round every table gets one batch, in shuffled order.",
            "",
            "With --of readings the hour that was inserted is then sealed, and the CPU time of that is set beside the inserts'.",
            "",
            "Inserts are sent as the drain sends them, by the same database user, one after the other; merges run as they do."
        })
public final class IngestCostCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--of",
            defaultValue = "views",
            description = "Of what: views, readings. Default: ${DEFAULT-VALUE}.")
    String of = "views";

    @Option(names = "--rounds", defaultValue = "60", description = "How many rounds. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--batch",
            converter = Counts.class,
            defaultValue = "100k",
            description = "Rows of a batch. Default: ${DEFAULT-VALUE}.")
    long batch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!List.of("views", "readings").contains(of)
                || (of.equals("readings") && rowsOfAll() > SensorReadings.MOST)) {
            common.progress(String.format(
                    Locale.ROOT,
                    "--of is views or readings; of readings all rounds have %,d rows at most",
                    SensorReadings.MOST));
            return CommandLine.ExitCode.USAGE;
        }
        Results results = new Results();
        Machine.describe(results);
        Path directory = common.newDirectory();
        try (Database database = Database.startWithQueryLog(directory.resolve("clickhouse"))) {
            Service.start(database, directory.resolve("service"), Service.NEVER_SEALING)
                    .close();
            switch (of) {
                case "views" -> rounds(new Views(common.seed()), database).run(results);
                case "readings" -> readings(database, directory, results);
                default -> throw new IllegalStateException("checked before");
            }
        } finally {
            common.discard(directory);
        }
        common.progress("load of the machine: " + Machine.load());
        common.publish(results);
        return 0;
    }

    private void readings(Database database, Path directory, Results results) throws IOException, InterruptedException {
        SensorReadings readings = new SensorReadings(common.seed(), Instant.now());
        InsertRounds inserts = rounds(readings, database);
        inserts.run(results);
        Subject.Pair view = readings.pairs().getFirst();
        new SealCost(database, directory.resolve("sealing"))
                .run(readings.hour(), inserts.cpuRatio(view), inserts.cpuMicrosOfRow(view.without()), results);
    }

    private InsertRounds rounds(Subject subject, Database database) {
        return new InsertRounds(subject, database, Math.toIntExact(batch), rounds, common.seed(), common::progress);
    }

    private long rowsOfAll() {
        return (rounds + (long) InsertRounds.WARM_UP) * batch;
    }
}
