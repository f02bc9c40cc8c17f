package dev.millrace.cli;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has archived events sent through the rules again, and shows how far that is and what became of them. */
@Command(
        name = "replay",
        description =
                "Send events that were archived as they came through the rules of now again. Doing it twice is the same as doing it once.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 500;

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

    @Option(names = "--url", paramLabel = "URL", description = "where Millrace listens (${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Mixin
    private KeyOption key = new KeyOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final JsonMapper json = JsonMapper.createDefault();

    /** Executes the command with these arguments and returns the exit code: 0 done, 1 failed, 2 not understood. */
    public static int execute(List<String> arguments) {
        return new CommandLine(new ReplayCommand())
                .setCommandName("./run replay")
                .setUsageHelpWidth(100)
                .execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            Map<String, Object> progress =
                    send(http, HttpRequest.newBuilder(url.resolve(start())).POST(BodyPublishers.noBody()));
            URI self = url.resolve("/api/replays/" + progress.get("id"));
            while (List.of("waiting", "running").contains(state(progress))) {
                err.print("\r" + text(progress));
                err.flush();
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                progress = send(http, HttpRequest.newBuilder(self));
            }
            err.println("\r" + text(progress));
            printCounts(spec.commandLine().getOut(), progress);
            if (state(progress).equals("done")) {
                return 0;
            }
            err.println(progress.getOrDefault("error", ""));
        } catch (IOException e) {
            err.printf("Millrace at %s: %s%n", url, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return 1;
    }

    private String start() {
        String required = "/api/replays?from=%s&to=%s&kind=%s&dry_run=%s"
                .formatted(encoded(from), encoded(to), encoded(kind), dryRun);
        return verdict == null ? required : required + "&verdict=" + encoded(verdict);
    }

    private static String state(Map<String, Object> progress) {
        return String.valueOf(progress.get("state"));
    }

    private static String text(Map<String, Object> progress) {
        return "%s, %s of %s events ".formatted(state(progress), progress.get("read"), progress.get("total"));
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

    private Map<String, Object> send(HttpClient http, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        key.addTo(request);
        HttpResponse<String> response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        Map<String, Object> body = json.readValue(response.body(), Argument.mapOf(String.class, Object.class));
        if (response.statusCode() / 100 != 2) {
            throw new IOException(String.valueOf(body.get("detail")));
        }
        return body;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
