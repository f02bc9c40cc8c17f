package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One ClickHouse user at one server, over HTTP. */
record SqlUser(URI server, String name, String password) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param code ClickHouse's error code, 0 for success */
    record Answer(int code, String body) {}

    Answer send(String sql) throws IOException, InterruptedException {
        return send(sql, "");
    }

    /** @param settings as in a URL: {@code a=1&b=2} */
    Answer send(String sql, String settings) throws IOException, InterruptedException {
        return answer(HTTP.send(request(sql, settings), HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<Answer> sendLater(String sql) {
        return HTTP.sendAsync(request(sql, ""), HttpResponse.BodyHandlers.ofString())
                .thenApply(SqlUser::answer);
    }

    /** For work that the test does not wait for and that may be cut off. */
    void sendInBackground(String sql) {
        Thread.ofVirtual()
                .start(() -> sendLater(sql)
                        .exceptionally(cutOff -> new Answer(-1, cutOff.toString()))
                        .join());
    }

    /** The answer's text without its last line end; fails when ClickHouse refused. */
    String ask(String sql) throws IOException, InterruptedException {
        Answer answer = send(sql);
        if (answer.code() != 0) {
            throw new AssertionError(answer.body());
        }
        return answer.body().stripTrailing();
    }

    private HttpRequest request(String sql, String settings) {
        return HttpRequest.newBuilder(server.resolve("/?" + settings))
                .timeout(Duration.ofMinutes(1))
                .header("X-ClickHouse-User", name)
                .header("X-ClickHouse-Key", password)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
    }

    private static Answer answer(HttpResponse<String> response) {
        String code =
                response.headers().firstValue("X-ClickHouse-Exception-Code").orElse("0");
        return new Answer(Integer.parseInt(code), response.body());
    }
}
