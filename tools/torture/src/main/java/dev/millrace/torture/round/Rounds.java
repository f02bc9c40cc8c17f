package dev.millrace.torture.round;

import dev.millrace.broker.kafka.KafkaCluster;
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
    private static final int BROKERS = 3;

    private final Path directory;
    private final Options options;
    private final boolean keep;
    private @Nullable Shards shared;
    private Path sharedHome;
    private @Nullable KafkaCluster brokers;
    private @Nullable Path brokersHome;
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
        Shards clickHouse = scenario.breaksClickHouse()
                ? Shards.start(roundDirectory.resolve("clickhouse"), options.shards())
                : shared();
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

    private RoundResult run(Scenario scenario, long seed, Path roundDirectory, Shards shards) throws IOException {
        long start = System.nanoTime();
        String skipped = "";
        String counters = "";
        Check.@Nullable Result checked = null;
        ClickHouse clickHouse = new ClickHouse(shards);
        clickHouse.restartDied();
        try (Round round = new Round(seed, number, options, roundDirectory, clickHouse, brokers())) {
            try {
                if (options.shards() > 1 && !scenario.whyOneShard().isEmpty()) {
                    throw new NotPossibleException("only with one shard: " + scenario.whyOneShard());
                }
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
    private static void resumeIfAlive(ClickHouse clickHouse) throws IOException {
        try {
            clickHouse.resume();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stackTrace(Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private Shards shared() throws IOException {
        if (shared == null) {
            // With a name of its own: two runs may go on at once.
            sharedHome = Files.createTempDirectory(Files.createDirectories(directory), "clickhouse-");
            shared = Shards.start(sharedHome, options.shards());
        }
        return shared;
    }

    /** Returns the brokers, started for the first round; null without. Those that a scenario left held or ended go on. */
    private @Nullable KafkaCluster brokers() throws IOException {
        if (!options.hasKafka()) {
            return null;
        }
        if (brokers == null) {
            brokersHome = Files.createTempDirectory(Files.createDirectories(directory), "kafka-");
            brokers = KafkaCluster.start(brokersHome, BROKERS);
        }
        brokers.restore();
        return brokers;
    }

    /** Deletes a directory with everything in it, if it is there. */
    public static void delete(Path directory) throws IOException {
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
        if (brokers != null && brokersHome != null) {
            brokers.close();
            delete(brokersHome);
        }
    }
}
