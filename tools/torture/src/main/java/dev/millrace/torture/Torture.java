package dev.millrace.torture;

import dev.millrace.chproxy.NoGoException;
import dev.millrace.processes.Repository;
import dev.millrace.torture.blackbox.BlackBoxOptions;
import dev.millrace.torture.longrun.LongRun;
import dev.millrace.torture.longrun.LongRunResult;
import dev.millrace.torture.longrun.SignalFlag;
import dev.millrace.torture.neighbour.NeighbourOptions;
import dev.millrace.torture.round.Options;
import dev.millrace.torture.round.RoundResult;
import dev.millrace.torture.round.Rounds;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line, {@code ./torture}. */
@Command(
        name = "./torture",
        description =
                "Breaks the real service and a real ClickHouse on purpose, and holds what is stored against what was acknowledged.",
        footer =
                "%nEnds with 0 if nothing was lost, doubled or unexplained, with 1 if anything was, with 3 if a scenario that was named cannot run here.",
        mixinStandardHelpOptions = true,
        version = "Millrace torture",
        usageHelpWidth = 120)
final class Torture implements Callable<Integer> {
    static final int GOOD = 0;
    static final int BAD = 1;
    static final int NOT_POSSIBLE = 3;

    private static final int MOST_SHARDS = 9;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--scenario",
            paramLabel = "S",
            description = "Only this one; may be given again. Default: all usual ones.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Rounds of each. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--seed",
            paramLabel = "X",
            description = "Of the first round; the others follow from it. Default: another each time.")
    @Nullable
    Long seed;

    @Option(names = "--list", description = "List the scenarios and end.")
    boolean list;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the files of all rounds there, not only of those that failed.")
    @Nullable
    Path keep;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "1",
            description = "ClickHouse servers that rows are spread over, 1 to 9. Default: ${DEFAULT-VALUE}.")
    int shards;

    @Option(
            names = "--kafka",
            description =
                    "Events go through three Kafka brokers, from the disk to ClickHouse; scenarios that break them are added.")
    boolean hasKafka;

    @Option(
            names = "--hours",
            paramLabel = "N",
            description = "Instead of rounds: mix all faults at random for so long, 0.1 is six minutes.")
    @Nullable
    Double hours;

    @Option(names = "--long", description = "Let faults last as long as in real life: up to minutes.")
    boolean isLong;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long a scenario with a length of its own goes on: PT10M.")
    @Nullable
    Duration duration;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the summary there, too.")
    @Nullable
    Path markdown;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round there as JSON.")
    @Nullable
    Path json;

    @ArgGroup(exclusive = false, heading = "%nBlack-box rounds:%n")
    @Nullable
    BlackBoxOptions blackBox;

    @ArgGroup(exclusive = false, heading = "%nNeighbours:%n")
    @Nullable
    NeighbourOptions neighbours;

    private Torture() {}

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Torture()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            Scenarios.ALL.forEach(scenario -> out().printf(
                            Locale.ROOT,
                            "%-22s %s%s%s%n",
                            scenario.name(),
                            scenario.description(),
                            words(scenario),
                            scenario.whyOneShard().isEmpty()
                                    ? ""
                                    : " (only with one shard: %s)".formatted(scenario.whyOneShard())));
            return GOOD;
        }
        if (shards < 1 || shards > MOST_SHARDS) {
            throw wrong("--shards is 1 to %s, not %s".formatted(MOST_SHARDS, shards));
        }
        if (blackBox != null) {
            return blackBox(blackBox);
        }
        if (neighbours != null) {
            boolean isGood = neighbours.run(
                    directory(),
                    keep != null,
                    seedOf(0),
                    out(),
                    spec().commandLine().getErr(),
                    markdown,
                    SignalFlag.listen()::isSet);
            return isGood ? GOOD : BAD;
        }
        if (hours != null) {
            return runFor(
                    Duration.ofMillis(Math.round(hours * Duration.ofHours(1).toMillis())));
        }
        List<Scenario> chosen = choose();
        Path directory = directory();
        Summary summary = new Summary();
        boolean skipped = false;
        try (Rounds running = new Rounds(directory, options(), keep != null)) {
            for (int i = 0; i < rounds; i++) {
                for (Scenario scenario : chosen) {
                    RoundResult result = running.run(scenario, seedOf(i));
                    summary.add(result);
                    skipped |= !result.skipped().isEmpty();
                    tell(result, i);
                }
            }
        }
        publish(summary.markdown(), summary.json());
        if (!summary.isGood()) {
            return BAD;
        }
        return skipped && !names.isEmpty() ? NOT_POSSIBLE : GOOD;
    }

    private int blackBox(BlackBoxOptions options) throws IOException {
        try {
            return options.run(directory(), keep != null, rounds, seedOf(0), out(), markdown) ? GOOD : BAD;
        } catch (NoGoException e) {
            out().println("NOT RUN: " + e.getMessage());
            return NOT_POSSIBLE;
        }
    }

    private Path directory() {
        return Optional.ofNullable(keep).orElseGet(() -> Repository.root().resolve("tools/torture/target/rounds"));
    }

    private static String words(Scenario scenario) {
        if (scenario.needsBrokers()) {
            return " (only with --kafka)";
        }
        return scenario.isUsual() ? "" : " (only when it is named)";
    }

    private Options options() {
        return new Options(isLong, shards, hasKafka, Optional.ofNullable(duration));
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec().commandLine(), text);
    }

    private int runFor(Duration length) throws IOException {
        if (!length.isPositive()) {
            throw wrong("--hours is more than 0");
        }
        if (!names.isEmpty()) {
            throw wrong("--hours mixes all faults: it goes without --scenario");
        }
        Path home = Files.createTempDirectory(Files.createDirectories(directory()), "long-run-");
        LongRunResult result = LongRun.run(
                home, length, seedOf(0), options(), spec().commandLine().getErr(), SignalFlag.listen()::isSet);
        Summary summary = new Summary();
        summary.add(result.round());
        publish(summary.markdown() + "\n" + result.markdown(), summary.json(result.values()));
        if (summary.isGood() && keep == null) {
            Rounds.delete(home);
        } else {
            spec().commandLine().getErr().println("files in " + home);
        }
        return summary.isGood() ? GOOD : BAD;
    }

    private List<Scenario> choose() {
        if (names.isEmpty()) {
            return Scenarios.ALL.stream()
                    .filter(scenario -> scenario.isUsual() && (hasKafka || !scenario.needsBrokers()))
                    .toList();
        }
        return names.stream().map(this::byName).toList();
    }

    private Scenario byName(String name) {
        return Scenarios.ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("There is no scenario '%s': see ./torture --list".formatted(name)));
    }

    /** The first is the one that was given, so that a round is repeated by its own seed. */
    private long seedOf(int round) {
        if (seed == null) {
            seed = new SplittableRandom().nextLong(1L << 48);
        }
        return round == 0 ? seed : new SplittableRandom(seed + round).nextLong(1L << 48);
    }

    private void tell(RoundResult result, int round) {
        PrintWriter err = spec().commandLine().getErr();
        String state = result.isGood() ? "good" : "FAILED";
        err.printf(
                Locale.ROOT,
                "[%s/%s] %-22s seed %-15d %s in %.1f s: %,d views and readings had to be there, %s reports, counters %s%n",
                round + 1,
                rounds,
                result.scenario(),
                result.seed(),
                result.skipped().isEmpty() ? state : "NOT RUN: " + result.skipped(),
                result.took().toMillis() / 1000.0,
                result.certain(),
                result.reports(),
                result.counters());
        result.findings().stream().limit(10).forEach(finding -> err.println("    " + finding));
        if (!result.isGood()) {
            err.printf(
                    Locale.ROOT,
                    "    %s findings; files in %s%n    again: ./torture --scenario %s --seed %s%s%n",
                    result.findings().size(),
                    result.directory(),
                    result.scenario(),
                    result.seed(),
                    (shards == 1 ? "" : " --shards " + shards) + (hasKafka ? " --kafka" : ""));
        }
        err.flush();
    }

    private void publish(String table, String values) throws IOException {
        out().println(table);
        out().flush();
        if (markdown != null) {
            Files.writeString(markdown, table);
        }
        if (json != null) {
            Files.writeString(json, values);
        }
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not on a command line");
        }
        return spec;
    }
}
