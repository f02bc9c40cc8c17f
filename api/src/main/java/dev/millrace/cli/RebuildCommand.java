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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a range of hours computed anew, and shows how far that is. */
@Command(
        name = "rebuild",
        description =
                "Throw away what the rollup has of some hours and compute it anew from the rows. Reports stay right meanwhile.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RebuildCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 500;

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

    @Option(names = "--url", paramLabel = "URL", description = "where Millrace listens (${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Mixin
    private KeyOption key = new KeyOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final JsonMapper json = JsonMapper.createDefault();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            Map<String, Object> progress = send(
                    http,
                    HttpRequest.newBuilder(url.resolve("/api/rollups/%s/rebuild?from=%s&to=%s"
                                    .formatted(encoded(table), encoded(from), encoded(to))))
                            .POST(BodyPublishers.noBody()));
            URI self = url.resolve("/api/rollups/rebuilds/" + progress.get("id"));
            while (List.of("waiting", "running").contains(state(progress))) {
                err.print("\r" + text(progress));
                err.flush();
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                progress = send(http, HttpRequest.newBuilder(self));
            }
            err.println("\r" + text(progress));
            if (state(progress).equals("done")) {
                return 0;
            }
            err.println(progress.get("error"));
        } catch (IOException e) {
            err.printf("Millrace at %s: %s%n", url, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return 1;
    }

    private static String state(Map<String, Object> progress) {
        return String.valueOf(progress.get("state"));
    }

    private static String text(Map<String, Object> progress) {
        return "%s, %s of %s hours "
                .formatted(state(progress), progress.get("hours_done"), progress.get("hours_total"));
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
