package dev.millrace.processes;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user of ClickHouse, over HTTP. Thread-safe; blocks. */
public final class SqlUser {
    /** Longer than any statement of a benchmark, so that a server that hangs does not block for ever. */
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern ELAPSED = Pattern.compile("\"elapsed_ns\":\"(\\d+)\"");

    private final URI server;
    private final String name;
    private final String password;

    SqlUser(URI server, String name, String password) {
        this.server = server;
        this.name = name;
        this.password = password;
    }

    /**
     * The answer to a statement.
     *
     * @param serverMicros how long the server says it took
     * @param wallMicros how long the client waited
     */
    public record Answer(String body, long serverMicros, long wallMicros) {
        /** Lines and columns. */
        public List<String[]> rows() {
            return body.lines().map(line -> line.split("\t", -1)).toList();
        }
    }

    /** Executes a statement that is its own data. */
    public Answer execute(String statement) throws IOException, InterruptedException {
        return send("wait_end_of_query=1", BodyPublishers.ofString(statement), statement);
    }

    /** Executes a statement under an id by which the log of queries knows it. */
    public Answer execute(String statement, String queryId) throws IOException, InterruptedException {
        return send("wait_end_of_query=1&query_id=" + queryId, BodyPublishers.ofString(statement), statement);
    }

    /** Inserts rows as the drain does, but for the id of the statement. */
    public Answer insert(String statement, byte[] rows, String queryId) throws IOException, InterruptedException {
        return send(
                "query_id=%s&query=%s".formatted(queryId, URLEncoder.encode(statement, StandardCharsets.UTF_8)),
                BodyPublishers.ofByteArray(rows),
                statement);
    }

    /** The only value of a query. */
    public long number(String query) throws IOException, InterruptedException {
        return Long.parseLong(execute(query).body().strip());
    }

    private Answer send(String parameters, BodyPublisher body, String statement)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/?" + parameters))
                .timeout(TIMEOUT)
                .header("X-ClickHouse-User", name)
                .header("X-ClickHouse-Key", password)
                .POST(body)
                .build();
        long start = System.nanoTime();
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        long wall = (System.nanoTime() - start) / 1000;
        if (response.statusCode() != 200) {
            throw new IOException("%s answered %s to \"%s\": %s"
                    .formatted(server, response.statusCode(), statement.strip(), response.body()));
        }
        Matcher elapsed = ELAPSED.matcher(
                response.headers().firstValue("X-ClickHouse-Summary").orElse(""));
        return new Answer(response.body(), elapsed.find() ? Long.parseLong(elapsed.group(1)) / 1000 : 0, wall);
    }
}
