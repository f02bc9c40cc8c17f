package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.Benchmarks;
import dev.millrace.benchmarks.CommonOptions;
import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.server.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how long reports take, and checks whether they are right. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description = {
            "Fills a ClickHouse with page views, lets the service seal all hours that are old enough, and asks for reports: of users who"
                    + " view much and little, and of the whole site. Every answer is compared with a count of raw rows.",
            "",
            "Times of the server are those of its log of queries, both statements of a report added up."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all answers were right",
            "1:one was wrong or did not come; it is shown",
            "2:the command line is wrong"
        })
public final class ReportsCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--rows",
            split = ",",
            converter = Counts.class,
            defaultValue = "10M",
            description =
                    "How many page views; several numbers are measured one after the other. Default: ${DEFAULT-VALUE}.")
    List<Long> rows = List.of();

    @Option(names = "--days", defaultValue = "10", description = "Over how many days. Default: ${DEFAULT-VALUE}.")
    int days;

    @Option(
            names = "--users",
            defaultValue = "1M",
            converter = Counts.class,
            description = "Of how many users. Default: ${DEFAULT-VALUE}.")
    long users;

    @Option(
            names = "--requests",
            defaultValue = "500",
            description = "How many reports of each kind of user. Default: ${DEFAULT-VALUE}.")
    int requests;

    @Option(
            names = "--clients",
            defaultValue = "4",
            description = "How many ask at once, after one has asked alone. Default: ${DEFAULT-VALUE}.")
    int clients;

    @Option(
            names = "--site-requests",
            defaultValue = "5",
            description = "How many reports of the whole site, of each kind. Default: ${DEFAULT-VALUE}.")
    int siteRequests;

    @Option(
            names = "--again",
            split = ",",
            paramLabel = "DIR",
            description = "Ask the databases that an earlier run with --keep has left, instead of making new ones.")
    List<Path> again = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Results results = new Results();
        Machine.describe(results);
        List<ReportsRun> runs = new ArrayList<>();
        try {
            measure(runs, results);
        } finally {
            common.publish(results);
        }
        List<String> differences =
                runs.stream().flatMap(run -> run.differences().stream()).toList();
        differences.forEach(common::progress);
        return differences.isEmpty() ? 0 : Benchmarks.DIFFERENCES;
    }

    private void measure(List<ReportsRun> runs, Results results) throws IOException, InterruptedException {
        for (Path directory : again) {
            ReportsRun run = run(SiteFile.read(directory), results);
            runs.add(run);
            run.again(directory);
        }
        for (long count : again.isEmpty() ? rows : List.<Long>of()) {
            Path directory = common.newDirectory();
            ReportsRun run =
                    run(new Site(count, days, users, common.seed(), Site.lastWorstEnd(Instant.now())), results);
            runs.add(run);
            try {
                run.run(directory);
            } finally {
                common.discard(directory);
            }
        }
        Growth.compare(runs, results);
    }

    private ReportsRun run(Site site, Results results) {
        return new ReportsRun(site, requests, clients, siteRequests, common::progress, results);
    }
}
