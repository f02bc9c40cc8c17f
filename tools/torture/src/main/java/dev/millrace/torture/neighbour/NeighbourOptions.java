package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.DifficultClient;
import dev.millrace.torture.neighbour.difficult.DifficultClients;
import dev.millrace.torture.round.Rounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The part of the command line that is about neighbours. */
public final class NeighbourOptions {
    @Option(
            names = "--neighbours",
            required = true,
            description = "Let difficult clients loose beside honest senders instead, in random mixtures.")
    boolean isWanted;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "4",
            description = "How long the neighbours are there, 0.5 is half a minute. Default: ${DEFAULT-VALUE}.")
    double minutes;

    @Option(
            names = "--client",
            paramLabel = "C",
            description = "Only this difficult client; may be given again. Default: all.")
    List<String> clients = new ArrayList<>();

    @ArgGroup
    @Nullable
    KeysOptions keys;

    /** Either of the two. */
    static final class KeysOptions {
        @Option(
                names = "--with-keys",
                description = "Neighbours have keys. Default: half of the time without, half with.")
        boolean isWith;

        @Option(names = "--without-keys", description = "Neighbours have addresses, and nobody is asked for a key.")
        boolean isWithout;
    }

    /**
     * Runs them.
     *
     * @param directory where a report is written; what a bad run left is there, too
     * @param markdown where the report goes, too, if anywhere
     * @return whether nothing was wrong
     */
    public boolean run(
            Path directory,
            boolean keep,
            long seed,
            PrintWriter out,
            PrintWriter progress,
            @Nullable Path markdown,
            BooleanSupplier isToEnd)
            throws IOException, InterruptedException {
        List<Boolean> modes = keys == null ? List.of(false, true) : List.of(keys.isWith);
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000 / modes.size()));
        List<DifficultClient> chosen = DifficultClients.named(clients);
        List<String> reports = new ArrayList<>();
        boolean isGood = true;
        for (boolean withKeys : modes) {
            if (isToEnd.getAsBoolean()) {
                break;
            }
            Path home = Files.createTempDirectory(Files.createDirectories(directory), "neighbours-");
            Neighbours.Result result = Neighbours.run(home, length, seed, withKeys, chosen, progress, isToEnd);
            reports.add(result.markdown());
            Files.writeString(home.resolveSibling(home.getFileName() + ".md"), result.markdown());
            isGood &= result.findings().isEmpty();
            if (result.findings().isEmpty() && !keep) {
                Rounds.delete(home);
            } else {
                progress.println("files in " + home);
            }
        }
        String text = String.join("\n", reports);
        out.println(text);
        out.flush();
        if (markdown != null) {
            Files.writeString(markdown, text);
        }
        return isGood;
    }
}
