package dev.millrace.benchmarks;

import dev.millrace.benchmarks.result.Results;
import dev.millrace.processes.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that every command has, and what they lead to. */
public final class CommonOptions {
    @Spec(Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description =
                    "Where the databases are; a new directory in it is made and deleted again. Default: target/ of this tool.")
    @Nullable
    Path workDir;

    @Option(names = "--keep", description = "Do not delete the databases.")
    boolean keep;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON, too.")
    @Nullable
    Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the result as Markdown into a file, too.")
    @Nullable
    Path markdown;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed makes the same rows. Default: ${DEFAULT-VALUE}.")
    long seed;

    /** Returns the seed of the rows. */
    public long seed() {
        return seed;
    }

    /** Writes progress to standard error. */
    public void progress(String text) {
        PrintWriter err = spec().commandLine().getErr();
        err.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + " " + text);
        err.flush();
    }

    /** Standard output. */
    public PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /** The result, to standard output and into the files that were asked for. */
    public void publish(Results results) throws IOException {
        PrintWriter out = out();
        out.println(results.markdown());
        out.flush();
        if (json != null) {
            Files.writeString(json, results.json());
        }
        if (markdown != null) {
            Files.writeString(markdown, results.markdown());
        }
    }

    /** A new directory for databases. */
    public Path newDirectory() throws IOException {
        Path parent =
                Optional.ofNullable(workDir).orElseGet(() -> repository().resolve("tools/benchmarks/target/databases"));
        return Files.createTempDirectory(Files.createDirectories(parent), "run-");
    }

    /** Deletes a directory; to be called when nothing uses it any more. */
    public void discard(Path directory) throws IOException {
        if (keep) {
            progress("kept " + directory);
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(CommonOptions::delete);
        }
    }

    /** Returns the root of the sources: tests run in the directory of their module. */
    public static Path repository() {
        return Repository.root();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not on a command line");
        }
        return spec;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
