package dev.millrace.benchmarks;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.data.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for how much comparisons do. */
public final class EffortOptions {
    @Option(names = "--repetitions", defaultValue = "5", description = "Turns that count. Default: ${DEFAULT-VALUE}.")
    int repetitions;

    @Option(names = "--seconds", defaultValue = "10", description = "Of each turn. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Of a first turn that does not count. Default: ${DEFAULT-VALUE}.")
    int warmUpSeconds;

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "64,256",
            description = "For single events. Default: ${DEFAULT-VALUE}.")
    List<Integer> connections = List.of();

    @Option(
            names = "--batch-sizes",
            split = ",",
            defaultValue = "100,1000,10000",
            description = "Events of a body. Default: ${DEFAULT-VALUE}.")
    List<Integer> batchSizes = List.of();

    @Option(
            names = "--recovery-events",
            converter = Counts.class,
            defaultValue = "10M",
            description = "How many wait in the buffer for ClickHouse. Default: ${DEFAULT-VALUE}.")
    long recoveryEvents;

    @Option(
            names = "--report-rows",
            converter = Counts.class,
            defaultValue = "10M",
            description = "Page views that reports are about. Default: ${DEFAULT-VALUE}.")
    long reportRows;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Of builds: another checkout, which ./run has built.")
    @Nullable
    Path against;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Measure only those whose name holds this, as 'disk' or 'Netty, nio|Millrace'.")
    @Nullable
    String only;

    @Option(
            names = "--no-pin",
            description =
                    "Let everybody run everywhere. Otherwise, with two cores and more, the server has one of its own where that is the question.")
    boolean everywhere;

    /** The run that was asked for. */
    Bench bench(Path directory, long seed, Consumer<String> progress) {
        return bench(only, directory, seed, progress);
    }

    /** Makes a run of the contenders whose names contain {@code names}, unless an option selects others. */
    public Bench benchOnly(String names, Path directory, long seed, Consumer<String> progress) {
        return bench(only == null ? names : only, directory, seed, progress);
    }

    private Bench bench(@Nullable String names, Path directory, long seed, Consumer<String> progress) {
        var effort = new Bench.Effort(
                repetitions,
                seconds,
                warmUpSeconds,
                connections,
                batchSizes,
                recoveryEvents,
                reportRows,
                Optional.ofNullable(against).map(Path::toAbsolutePath));
        return new Bench(directory, effort, seed, Optional.ofNullable(names), !everywhere, progress);
    }
}
