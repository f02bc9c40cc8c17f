package dev.millrace.benchmarks;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.contenders.Comparisons;
import dev.millrace.benchmarks.ingest.IngestCostCommand;
import dev.millrace.benchmarks.profile.ProfileCommand;
import dev.millrace.benchmarks.reports.ReportsCommand;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.sealing.BesideSealCommand;
import dev.millrace.benchmarks.server.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line, {@code ./bench}: comparisons by their names, and questions that are commands of their own. */
@Command(
        name = "./bench",
        description = {
            "Measures the real service against a ClickHouse of its own.",
            "",
            "Without a command it runs comparisons: Millrace beside everything else, in turns, several times, and every turn is checked"
                    + " for loss. The load comes from wrk. Exit code 1 if anything was lost or does not add up."
        },
        mixinStandardHelpOptions = true,
        version = "Millrace benchmarks",
        commandListHeading = "%nCommands:%n",
        footer = "%nSee './bench COMMAND --help'.",
        synopsisSubcommandLabel = "[COMMAND]")
public final class Benchmarks implements Callable<Integer> {
    /** The exit code if compared results were not equal. */
    public static final int DIFFERENCES = 1;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    EffortOptions effort = new EffortOptions();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Comparisons to run; all of them if none is named.")
    List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Say which comparisons there are.")
    boolean list;

    private Benchmarks() {}

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        return new CommandLine(new Benchmarks())
                .addSubcommand(new ReportsCommand())
                .addSubcommand(new IngestCostCommand())
                .addSubcommand(new BesideSealCommand())
                .addSubcommand(new ProfileCommand())
                .addSubcommand(jmh())
                .setUsageHelpWidth(100);
    }

    private static CommandLine jmh() {
        return new CommandLine(new JmhCommand())
                .setUnmatchedOptionsArePositionalParams(true)
                .setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            var out = common.out();
            Comparisons.all().forEach(one -> out.println("%-24s%s".formatted(one.name(), one.question())));
            out.flush();
            return 0;
        }
        List<Comparison> chosen = chosen();
        Results results = new Results();
        Path directory = common.newDirectory();
        Machine.describe(results, directory);
        Bench bench = effort.bench(directory, common.seed(), common::progress);
        try {
            for (Comparison comparison : chosen) {
                bench.progress("%s: %s".formatted(comparison.name(), comparison.question()));
                comparison.run(bench, results);
            }
        } finally {
            common.discard(directory);
        }
        var wrong = results.table("Wrong", "where and what");
        bench.findings().forEach(wrong::add);
        common.progress("load of the machine: " + Machine.load());
        common.publish(results);
        return bench.findings().isEmpty() ? 0 : DIFFERENCES;
    }

    private List<Comparison> chosen() {
        List<Comparison> all = Comparisons.all();
        for (String name : names) {
            if (all.stream().noneMatch(comparison -> comparison.name().equals(name))) {
                throw new ParameterException(
                        spec().commandLine(),
                        "There is no comparison and no command '%s'; ./bench --list and ./bench --help name them."
                                .formatted(name));
            }
        }
        return all.stream()
                .filter(comparison -> names.isEmpty() || names.contains(comparison.name()))
                .toList();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not on a command line");
        }
        return spec;
    }
}
