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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a job in a running Millrace: begins it and shows its progress until it ends. */
final class RemoteJob {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 500;

    @Option(names = "--url", paramLabel = "URL", description = "where Millrace listens (${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Mixin
    private KeyOption key = new KeyOption();

    private final JsonMapper json = JsonMapper.createDefault();

    /**
     * Runs a job to its end and prints what went wrong.
     *
     * @param start the POST that begins it
     * @param progress the path that shows its progress, to which its id is appended
     * @param text describes the progress in words
     * @return its last progress; empty if the service did not answer as expected
     */
    Optional<Map<String, Object>> run(
            String start, String progress, Function<Map<String, Object>, String> text, PrintWriter err)
            throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            Map<String, Object> now =
                    send(http, HttpRequest.newBuilder(url.resolve(start)).POST(BodyPublishers.noBody()));
            URI self = url.resolve(progress + now.get("id"));
            while (List.of("waiting", "running").contains(state(now))) {
                err.print("\r" + text.apply(now));
                err.flush();
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                now = send(http, HttpRequest.newBuilder(self));
            }
            err.println("\r" + text.apply(now));
            if (!isDone(now)) {
                err.println(now.getOrDefault("error", ""));
            }
            return Optional.of(now);
        } catch (IOException e) {
            err.printf("Millrace at %s: %s%n", url, e.getMessage() == null ? e.toString() : e.getMessage());
            return Optional.empty();
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

    static String state(Map<String, Object> progress) {
        return String.valueOf(progress.get("state"));
    }

    static boolean isDone(Map<String, Object> progress) {
        return state(progress).equals("done");
    }

    /** Encodes a value for the query of a URL. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
