package dev.millrace.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Somebody who asks ClickHouse, or chproxy, as Millrace does: the statement in the URL, the data as the body. */
public record ClickHouseUser(URI server, String name, String password) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sends a statement. */
    public HttpResponse<String> ask(String statement) throws IOException, InterruptedException {
        return ask(statement, "");
    }

    /** Sends a statement with more in the URL: {@code &async_insert=1}. */
    public HttpResponse<String> ask(String statement, String parameters) throws IOException, InterruptedException {
        return HTTP.send(request(statement, parameters), BodyHandlers.ofString());
    }

    /** Sends a statement and does not wait. */
    public CompletableFuture<HttpResponse<String>> begin(String statement) {
        return HTTP.sendAsync(request(statement, ""), BodyHandlers.ofString());
    }

    private HttpRequest request(String statement, String parameters) {
        String credentials =
                Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("%s/?query=%s%s"
                        .formatted(server, URLEncoder.encode(statement, StandardCharsets.UTF_8), parameters)))
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.noBody())
                .build();
    }
}
