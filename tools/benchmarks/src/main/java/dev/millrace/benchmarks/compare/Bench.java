package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Cores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The parameters of a run of comparisons, and the errors that it found. Not thread-safe. */
public final class Bench {
    private final Path directory;
    private final Effort effort;
    private final long seed;
    private final Optional<String> only;
    private final boolean pin;
    private final Consumer<String> progress;
    private final List<String> findings = new ArrayList<>();

    /**
     * @param only contenders whose name holds one of these, separated by |, are measured; all if there is none
     * @param pin whether the server gets a core of its own where a comparison wants that
     */
    public Bench(
            Path directory, Effort effort, long seed, Optional<String> only, boolean pin, Consumer<String> progress) {
        this.directory = directory;
        this.effort = effort;
        this.seed = seed;
        this.only = only;
        this.pin = pin;
        this.progress = progress;
    }

    /**
     * The effort of a run.
     *
     * @param seconds of each run
     * @param warmUpSeconds of the warm-up, which is not counted
     * @param connections for single events
     * @param recoveryEvents how many wait in the buffer
     * @param reportRows page views for reports
     * @param against another checkout, whose build is measured beside this one
     */
    public record Effort(
            int repetitions,
            int seconds,
            int warmUpSeconds,
            List<Integer> connections,
            List<Integer> batchSizes,
            long recoveryEvents,
            long reportRows,
            Optional<Path> against) {
        /** Copies. */
        public Effort {
            connections = List.copyOf(connections);
            batchSizes = List.copyOf(batchSizes);
        }
    }

    public Effort effort() {
        return effort;
    }

    /** The first repetition: 0, which does not count, unless nobody wants to warm up. */
    public int firstRepetition() {
        return effort.warmUpSeconds() > 0 ? 0 : 1;
    }

    public long seed() {
        return seed;
    }

    /** A place for files, for one comparison. */
    public Path directory(String comparison) {
        return directory.resolve(comparison);
    }

    /** The cores of a comparison. */
    public Cores cores(boolean apart) throws IOException, InterruptedException {
        Cores cores = pin && apart && Cores.canPin() ? Cores.apart() : Cores.shared();
        Cores.pin(ProcessHandle.current().pid(), cores.generator());
        return cores;
    }

    public boolean wants(String contender) {
        return only.isEmpty() || Stream.of(only.get().split("\\|", -1)).anyMatch(contender::contains);
    }

    public void progress(String text) {
        progress.accept(text);
    }

    /** Notes an error. */
    public void found(String where, String finding) {
        findings.add(where + ": " + finding);
        progress.accept("WRONG " + where + ": " + finding);
    }

    public List<String> findings() {
        return List.copyOf(findings);
    }
}
