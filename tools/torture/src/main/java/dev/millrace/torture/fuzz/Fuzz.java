package dev.millrace.torture.fuzz;

import dev.millrace.torture.round.Rounds;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line, {@code ./fuzz}. */
@Command(
        name = "./fuzz",
        description = {
            "Sends requests that no client should send to a real service with a real ClickHouse.",
            "",
            "First schemathesis (Python; it is installed below the build directory) makes requests from the OpenAPI description, then damaged"
                    + " and ambiguous requests go over raw connections. Wrong is: a 5xx that is no 503, an answer that OpenAPI does not"
                    + " document, no answer and no end of the connection within 30 s, memory that grows, counters that do not add up, an"
                    + " error in the log, a stop that fails."
        },
        footer = "%nEnds with 0 if nothing was wrong, else with 1; then the requests and the log are kept.",
        mixinStandardHelpOptions = true,
        version = "Millrace fuzz",
        usageHelpWidth = 120)
public final class Fuzz implements Callable<Integer> {
    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Requests of schemathesis, about; 0 for none. Default: ${DEFAULT-VALUE}.")
    int examples;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Requests over raw connections; 0 for none. Default: ${DEFAULT-VALUE}.")
    int requests;

    @Option(
            names = "--seed",
            paramLabel = "X",
            description =
                    "Decides what is sent, but not the order of what several connections send. Default: another each time.")
    @Nullable
    Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            description = "Each of the two parts ends after so long at the latest. Default: ${DEFAULT-VALUE}.")
    int minutes;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes of schemathesis. Default: ${DEFAULT-VALUE}.")
    int workers;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        long chosen = seed == null ? new SplittableRandom().nextLong(Integer.MAX_VALUE) : seed;
        out.println("Seed: " + chosen);
        Path home = Files.createTempDirectory("millrace-fuzz-");
        Findings findings = new Findings(home, out);
        Duration most = Duration.ofMinutes(minutes);
        try (FuzzedService service = FuzzedService.start(home, new SplittableRandom(chosen), findings)) {
            if (examples > 0) {
                out.println(new SchemaRun(service, home, findings).run(examples, workers, chosen, most));
                service.check("schemathesis", out);
            }
            if (requests > 0) {
                bytes(service, findings, new SplittableRandom(chosen), most, out);
                service.check("raw requests", out);
            }
            service.end();
        }
        Map<String, Integer> wrong = findings.all();
        wrong.forEach((what, times) -> out.println("WRONG, %s times: %s".formatted(times, what)));
        if (wrong.isEmpty()) {
            Rounds.delete(home);
            out.println("Nothing was wrong.");
            return 0;
        }
        out.println("The requests and the log are in %s; again with --seed %s.".formatted(home, chosen));
        return 1;
    }

    private void bytes(
            FuzzedService service, Findings findings, SplittableRandom random, Duration most, PrintWriter out)
            throws Exception {
        long start = System.nanoTime();
        long until = start + most.toNanos();
        ByteRun run = service.byteRun();
        // Caches and pools fill at first.
        int warmUp = requests / 5;
        run.send(warmUp, random, until);
        Memory before = Memory.of(service.service());
        run.send(requests - warmUp, random, until);
        Memory after = Memory.of(service.service());
        out.println("%s raw requests in %s s: answers %s, %s connections ended without one; memory: %s, then %s"
                .formatted(
                        run.sent(),
                        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                        run.answers(),
                        run.unanswered(),
                        before,
                        after));
        if (run.sent() < requests) {
            findings.add("only %s of %s raw requests in %s minutes".formatted(run.sent(), requests, minutes));
        }
        if (!after.isNear(before)) {
            findings.add("memory grows: %s after the warm-up, %s at the end".formatted(before, after));
        }
    }

    /** Runs the command and ends this JVM. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Fuzz()).execute(arguments));
    }
}
