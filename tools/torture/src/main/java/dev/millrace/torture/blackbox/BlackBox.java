package dev.millrace.torture.blackbox;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Runs rounds in which the service is a black box: it is spoken to over HTTP and MQTT only, and what it says is held against a model of what
 * was sent.
 */
public final class BlackBox {
    private static final int MOST_FINDINGS = 6;

    private final Path directory;
    private final Duration length;
    private final boolean keep;
    private final PrintWriter out;
    private final BlackBoxSummary summary = new BlackBoxSummary();

    /**
     * Prepares.
     *
     * @param directory for the rounds; made if missing
     * @param length how long everything goes on at once in a round
     * @param keep whether the directory of a good round stays, too
     * @param out where it is told how it goes
     */
    public BlackBox(Path directory, Duration length, boolean keep, PrintWriter out) {
        this.directory = directory.toAbsolutePath();
        this.length = length;
        this.keep = keep;
        this.out = out;
    }

    /**
     * Runs rounds of each setting.
     *
     * @param seed of the first round; the others follow from it
     * @return true if all rounds were right
     * @throws dev.millrace.chproxy.NoGoException if chproxy cannot be built without Go, and {@code CI=true} is not set
     */
    public boolean run(List<Setting> settings, int rounds, long seed) throws IOException {
        for (int i = 0; i < rounds; i++) {
            long seedOfRound = i == 0 ? seed : new SplittableRandom(seed + i).nextLong(1L << 48);
            for (Setting setting : settings) {
                run(setting, seedOfRound, i + 1, rounds);
            }
        }
        out.println(summary.markdown());
        out.flush();
        return summary.isGood();
    }

    /** Writes the counts as a table. */
    public String markdown() {
        return summary.markdown();
    }

    private void run(Setting setting, long seed, int round, int rounds) throws IOException {
        out.printf(Locale.ROOT, "[%s/%s] %s, seed %s ...%n", round, rounds, setting, seed);
        out.flush();
        Path home = directory.resolve("black-box-%s-%s".formatted(setting, seed));
        delete(home);
        RoundResult result = new BlackBoxRound(setting, seed, length, home).run();
        summary.add(result);
        tell(result);
        if (result.isGood() && !keep) {
            delete(home);
        }
    }

    private void tell(RoundResult result) {
        Tally tally = result.tally();
        out.printf(
                Locale.ROOT,
                "      %s in %.1f s: %,d events acknowledged, %s kills, %,d reports during and %,d at the end, %s wrong%n",
                result.isGood() ? "good" : "FAILED",
                result.took().toMillis() / 1000.0,
                tally.get(Tally.What.ACKNOWLEDGED),
                tally.get(Tally.What.KILLS),
                tally.get(Tally.What.REPORTS_DURING),
                tally.get(Tally.What.REPORTS_AT_END),
                tally.get(Tally.What.WRONG));
        if (!result.isGood()) {
            tally.findings().stream().limit(MOST_FINDINGS).forEach(finding -> out.println("    " + finding));
            out.printf(
                    Locale.ROOT,
                    "    %s findings; settings %s; all requests are in %s%n    again: %s%n",
                    tally.findings().size(),
                    result.settings(),
                    result.directory().resolve("requests.log"),
                    result.command());
        }
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
