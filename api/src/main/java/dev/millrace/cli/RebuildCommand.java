package dev.millrace.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a range of hours computed again, and shows the progress. */
@Command(
        name = "rebuild",
        description =
                "Throw away what the rollup has of some hours and compute it anew from the rows. Reports stay right meanwhile.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RebuildCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "the first hour, such as 2026-11-19T00:00:00Z")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "TIME", description = "the end of the last hour")
    private String to = "";

    @Option(names = "--table", paramLabel = "NAME", description = "whose rollups (${DEFAULT-VALUE})")
    private String table = "traffic";

    @Mixin
    private RemoteJob job = new RemoteJob();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String start = "/api/rollups/%s/rebuild?from=%s&to=%s"
                .formatted(RemoteJob.encoded(table), RemoteJob.encoded(from), RemoteJob.encoded(to));
        boolean isDone = job.run(
                        start,
                        "/api/rollups/rebuilds/",
                        RebuildCommand::text,
                        spec.commandLine().getErr())
                .filter(RemoteJob::isDone)
                .isPresent();
        return isDone ? 0 : 1;
    }

    private static String text(Map<String, Object> progress) {
        return "%s, %s of %s hours "
                .formatted(RemoteJob.state(progress), progress.get("hours_done"), progress.get("hours_total"));
    }
}
