package dev.millrace.torture.round;

import dev.millrace.processes.Database;
import dev.millrace.torture.check.Check;
import dev.millrace.torture.check.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs rounds, one after the other, and keeps a ClickHouse for those that do not break it. Not thread-safe. */
public final class Rounds implements AutoCloseable {
    private final Path directory;
    private final Options options;
    private final boolean keep;
    private @Nullable Database shared;
    private Path sharedHome;
    private int number;

    /**
     * Prepares.
     *
     * @param directory for the rounds and the database; made if missing
     * @param keep whether the directory of a good round stays too
     */
    public Rounds(Path directory, Options options, boolean keep) {
        this.directory = directory.toAbsolutePath();
        this.sharedHome = this.directory;
        this.options = options;
        this.keep = keep;
    }

    /** Runs one round; whatever goes wrong in it is in the result. */
    public RoundResult run(Scenario scenario, long seed) throws IOException {
        number++;
        Path roundDirectory = directory.resolve("%s-%s".formatted(scenario.name(), seed));
        delete(roundDirectory);
        Database clickHouse =
                scenario.breaksClickHouse() ? Database.start(roundDirectory.resolve("clickhouse")) : shared();
        RoundResult result;
        try {
            result = run(scenario, seed, roundDirectory, clickHouse);
        } finally {
            if (scenario.breaksClickHouse()) {
                clickHouse.kill();
            }
        }
        if (result.isGood() && !keep) {
            delete(roundDirectory);
        }
        return result;
    }

    private RoundResult run(Scenario scenario, long seed, Path roundDirectory, Database clickHouse) throws IOException {
        long start = System.nanoTime();
        String skipped = "";
        String counters = "";
        Check.@Nullable Result checked = null;
        try (Round round = new Round(seed, number, options, roundDirectory, clickHouse)) {
            try {
                scenario.run(round);
                resumeIfAlive(clickHouse);
                Verification verification = new Verification(round);
                checked = verification.run();
                counters = verification.counters();
            } catch (NotPossibleException e) {
                skipped = String.valueOf(e.getMessage());
            } catch (Exception e) {
                round.findings().add(new Finding(Finding.Kind.BEHAVIOUR, stackTrace(e)));
            }
            return new RoundResult(
                    scenario.name(),
                    seed,
                    Duration.ofNanos(System.nanoTime() - start),
                    skipped,
                    RoundResult.countEvents(round.journal().history()),
                    checked == null ? 0 : checked.certain(),
                    checked == null ? 0 : checked.explained(),
                    checked == null ? 0 : checked.reports(),
                    counters,
                    Map.copyOf(round.strikes()),
                    List.copyOf(round.findings()),
                    roundDirectory);
        } finally {
            resumeIfAlive(clickHouse);
        }
    }

    /** A scenario that failed half way may have left it held. */
    private static void resumeIfAlive(Database clickHouse) throws IOException {
        try {
            if (clickHouse.isAlive()) {
                clickHouse.resume();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stackTrace(Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private Database shared() throws IOException {
        if (shared == null) {
            // With a name of its own: two runs may go on at once.
            sharedHome = Files.createTempDirectory(Files.createDirectories(directory), "clickhouse-");
            shared = Database.start(sharedHome);
        }
        return shared;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (shared != null) {
            shared.kill();
            delete(sharedHome);
        }
    }
}
