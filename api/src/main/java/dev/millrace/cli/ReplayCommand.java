package dev.millrace.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has archived events replayed, and shows the progress and the verdicts. */
@Command(
        name = "replay",
        description =
                "Send events that were archived as they came through the rules of now again. Doing it twice is the same as doing it once.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "when the first events came, such as 2026-11-19T00:00:00Z")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "TIME", description = "the end of that time, not included")
    private String to = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "which kind of events (${DEFAULT-VALUE})")
    private String kind = "traffic";

    @Option(
            names = "--verdict",
            paramLabel = "VERDICT",
            description = "only those that were accepted, filtered or rejected when they came")
    private @Nullable String verdict;

    @Option(names = "--dry-run", description = "say what would become of them, and store nothing")
    private boolean dryRun;

    @Mixin
    private RemoteJob job = new RemoteJob();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Executes the command with these arguments and returns the exit code: 0 done, 1 failed, 2 not understood. */
    public static int execute(List<String> arguments) {
        return new CommandLine(new ReplayCommand())
                .setCommandName("./run replay")
                .setUsageHelpWidth(100)
                .execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Map<String, Object>> end = job.run(
                start(),
                "/api/replays/",
                ReplayCommand::text,
                spec.commandLine().getErr());
        end.ifPresent(progress -> printCounts(spec.commandLine().getOut(), progress));
        return end.filter(RemoteJob::isDone).isPresent() ? 0 : 1;
    }

    private String start() {
        String required = "/api/replays?from=%s&to=%s&kind=%s&dry_run=%s"
                .formatted(RemoteJob.encoded(from), RemoteJob.encoded(to), RemoteJob.encoded(kind), dryRun);
        return verdict == null ? required : required + "&verdict=" + RemoteJob.encoded(verdict);
    }

    private static String text(Map<String, Object> progress) {
        return "%s, %s of %s events ".formatted(RemoteJob.state(progress), progress.get("read"), progress.get("total"));
    }

    private static void printCounts(PrintWriter out, Map<String, Object> progress) {
        for (String verdict : List.of("accepted", "filtered", "rejected")) {
            out.printf("%s: %s%n", verdict, progress.get(verdict));
        }
        print(out, "reason", progress.get("reasons"));
        print(out, "changed", progress.get("changes"));
        out.flush();
    }

    private static void print(PrintWriter out, String what, @Nullable Object numbers) {
        if (numbers instanceof Map<?, ?> map) {
            map.forEach((name, number) -> out.printf("%s: %s: %s%n", what, name, number));
        }
    }
}
