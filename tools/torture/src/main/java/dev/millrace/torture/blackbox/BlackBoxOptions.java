package dev.millrace.torture.blackbox;

import dev.millrace.chproxy.NoGoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of the command line that is about black-box rounds. */
public final class BlackBoxOptions {
    @Option(
            names = "--black-box",
            required = true,
            description = "Run rounds that know nothing of the code instead: HTTP, MQTT and a model of their own.")
    boolean isWanted;

    @Option(
            names = "--setting",
            paramLabel = "S",
            description =
                    "Of black-box rounds, only this one: one-node, two-nodes, two-shards, two-nodes-two-shards, kafka. Default: all.")
    @Nullable
    Setting setting;

    @Option(
            names = "--seconds",
            paramLabel = "T",
            defaultValue = "20",
            description =
                    "How long everything goes on at once in a black-box round; up to six times as long if little happens. Default: ${DEFAULT-VALUE}.")
    int seconds;

    /**
     * Runs the rounds.
     *
     * @param markdown where the table goes, too, if anywhere
     * @return whether nothing was wrong
     * @throws NoGoException if chproxy is needed and cannot be built
     */
    public boolean run(Path directory, boolean keep, int rounds, long seed, PrintWriter out, @Nullable Path markdown)
            throws IOException {
        List<Setting> settings = setting == null ? List.of(Setting.values()) : List.of(setting);
        BlackBox blackBox = new BlackBox(directory, Duration.ofSeconds(seconds), keep, out);
        boolean isGood = blackBox.run(settings, rounds, seed);
        if (markdown != null) {
            Files.writeString(markdown, blackBox.markdown() + "\n");
        }
        return isGood;
    }
}
