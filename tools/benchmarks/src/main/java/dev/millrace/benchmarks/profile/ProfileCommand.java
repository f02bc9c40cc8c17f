package dev.millrace.benchmarks.profile;

import dev.millrace.benchmarks.CommonOptions;
import dev.millrace.benchmarks.EffortOptions;
import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.LoadComparison;
import dev.millrace.benchmarks.contenders.Comparisons;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where the time goes in one turn of a comparison. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one turn of a comparison's contender, Millrace by default, and says where its CPU time goes.",
            "",
            "Takes the first load of --connections or --batch-sizes, and the first contender whose name holds --only. Prints the hottest"
                    + " threads, frames and stacks; --out gets all stacks and a flame graph."
        })
public final class ProfileCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    EffortOptions effort = new EffortOptions();

    @Parameters(paramLabel = "NAME", defaultValue = "single", description = "The comparison. Default: single.")
    String name = "";

    @Option(names = "--jfr", description = "Use the JDK's recorder instead of async-profiler.")
    boolean jfr;

    @Option(names = "--lines", defaultValue = "25", description = "Of each list. Default: ${DEFAULT-VALUE}.")
    int lines;

    @Option(names = "--out", paramLabel = "DIR", description = "For files. Default: target/profile of this tool.")
    @Nullable
    Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path files = out == null ? CommonOptions.repository().resolve("tools/benchmarks/target/profile") : out;
        Files.createDirectories(files);
        Profiler profiler =
                jfr ? new Profiler.FlightRecorder(files) : Profiler.AsyncProfiler.unpack(files.toAbsolutePath());
        Path directory = common.newDirectory();
        Bench bench = effort.benchOnly("Millrace, disk", directory, common.seed(), common::progress);
        try {
            LoadComparison comparison = Comparisons.ofLoads(name);
            comparison.once(bench, new Observer(profiler));
        } finally {
            common.discard(directory);
        }
        common.progress("files are in " + files);
        return bench.findings().isEmpty() ? 0 : 1;
    }

    private final class Observer implements LoadComparison.Observer {
        private final Profiler profiler;

        Observer(Profiler profiler) {
            this.profiler = profiler;
        }

        @Override
        public void before(long pid) throws IOException, InterruptedException {
            profiler.start(pid);
        }

        @Override
        public void after(long pid, String summary) throws IOException, InterruptedException {
            HotSpots spots = profiler.stop(pid);
            PrintWriter print = common.out();
            print.println(summary);
            print.println(String.format(Locale.ROOT, "%,d samples", spots.samples()));
            print.println();
            print.print(spots.text(lines));
            print.flush();
        }
    }
}
