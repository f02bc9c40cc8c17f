package dev.millrace.benchmarks.sealing;

import dev.millrace.benchmarks.CommonOptions;
import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Loader;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.server.Machine;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how sealing affects concurrent inserts and reports. */
@Command(
        name = "beside-seal",
        mixinStandardHelpOptions = true,
        description = {
            "Inserts rows and asks for reports while hours are sealed and while they are not, in turns of a few seconds.",
            "",
            "One service answers reports, another one seals; it is made to stand still in every other turn. Reports are of 24 hours that"
                    + " are sealed already."
        })
public final class BesideSealCommand implements Callable<Integer> {
    private static final Duration LATENESS = Duration.ofMinutes(130);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--rows",
            converter = Counts.class,
            defaultValue = "30M",
            description = "How many page views there are. Default: ${DEFAULT-VALUE}.")
    long rows;

    @Option(names = "--days", defaultValue = "3", description = "Over how many days. Default: ${DEFAULT-VALUE}.")
    int days;

    @Option(
            names = "--busy",
            defaultValue = "50",
            description = "MILLRACE_ROLLUP_MAX_BUSY_PERCENT of the service that seals. Default: ${DEFAULT-VALUE}.")
    int busyPercent;

    @Option(
            names = "--insert-rows",
            converter = Counts.class,
            defaultValue = "10k",
            description = "Rows of each insert. Default: ${DEFAULT-VALUE}.")
    long insertRows;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Results results = new Results();
        Machine.describe(results);
        Path directory = common.newDirectory();
        Site site = new Site(rows, days, 1_000_000, common.seed(), Site.lastWorstEnd(Instant.now()));
        try (Database database = Database.startWithQueryLog(directory.resolve("clickhouse"))) {
            measure(database, site, directory, results);
        } finally {
            common.discard(directory);
        }
        common.progress("load of the machine: " + Machine.load());
        common.publish(results);
        return 0;
    }

    private void measure(Database database, Site site, Path directory, Results results)
            throws IOException, InterruptedException {
        Map<String, String> once = new HashMap<>(Service.NEVER_SEALING);
        once.put("MILLRACE_ROLLUP_INTERVAL", "999h");
        try (Service reports = Service.start(database, directory.resolve("reports"), once)) {
            new Loader(database.admin(), common::progress).load(site);
            common.progress("waiting for merges");
            boolean _ = database.awaitMerges(Duration.ofMinutes(5));
            Map<String, String> sealing = Map.of(
                    "MILLRACE_ROLLUP_LATENESS",
                    LATENESS.plus(Duration.between(site.end(), Instant.now())).toSeconds() + "s",
                    "MILLRACE_ROLLUP_INTERVAL",
                    "1s",
                    "MILLRACE_ROLLUP_MAX_BUSY_PERCENT",
                    Integer.toString(busyPercent));
            try (Service sealer = Service.start(database, directory.resolve("sealer"), sealing)) {
                new Turns(database, reports, sealer, site, Math.toIntExact(insertRows), common::progress)
                        .run(results, busyPercent);
            }
        }
    }
}
