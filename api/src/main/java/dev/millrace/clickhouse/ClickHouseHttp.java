package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls ClickHouse's HTTP interface, as far as statements and inserts need it. No setting ever goes into the URL: chproxy drops it. Nothing
 * is retried here: only the caller knows whether a second attempt is harmless. Thread-safe.
 */
@EachBean(Shard.class)
public final class ClickHouseHttp {
    private static final String EXCEPTION_CODE = "X-ClickHouse-Exception-Code";
    private static final String QUERY_ID = "X-ClickHouse-Query-Id";
    private static final int MAX_MESSAGE_CHARACTERS = 2000;

    /** Bounds an answer, so that one without an end does not fill the memory. Answers to the statements here are shorter. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final HttpClient client;
    private final ShardAddress address;

    ClickHouseHttp(@Parameter ShardAddress address, ClickHouseConfig config) {
        this.address = address;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .build();
    }

    /**
     * An answer, read to its end.
     *
     * @param status the HTTP status
     * @param exceptionCode ClickHouse's error code, 0 if there is none
     * @param hasQueryId true if it has the id that ClickHouse gives to each query
     * @param body the result, or the server's error message
     */
    record Answer(int status, int exceptionCode, boolean hasQueryId, String body) {
        /**
         * Returns true only for an answer of ClickHouse without an exception: a 200 may carry one, and may come from another server, which
         * has stored nothing.
         */
        boolean isSuccess() {
            return status == 200 && exceptionCode == 0 && hasQueryId;
        }

        /** Returns the server's message, cut to a length that a log can take. */
        String message() {
            String words = status == 200 && !hasQueryId ? "this is no ClickHouse: " + body.strip() : body.strip();
            return words.length() <= MAX_MESSAGE_CHARACTERS
                    ? words
                    : words.substring(0, MAX_MESSAGE_CHARACTERS) + "...";
        }
    }

    /**
     * Sends one statement and, if there is one, its data.
     *
     * @param timeout for all of it, to the end of the answer
     * @throws IOException if there is no whole answer; then what the server did is unknown
     */
    Answer send(Role role, String statement, BodyPublisher data, Duration timeout)
            throws IOException, InterruptedException {
        URI target = URI.create(
                "%s/?query=%s".formatted(address.url(), URLEncoder.encode(statement, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Authorization", credentials(role))
                .POST(data)
                .build();
        HttpResponse<String> response =
                exchange(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES), timeout);
        int code = response.headers()
                .firstValue(EXCEPTION_CODE)
                .map(ClickHouseHttp::parseCode)
                .orElse(0);
        boolean hasQueryId = response.headers().firstValue(QUERY_ID).isPresent();
        return new Answer(response.statusCode(), code, hasQueryId, response.body());
    }

    /**
     * Sends a query, whose text goes as the body because it may be long, and returns when the answer begins. A caller that reads it to its
     * end without an exception has all of it: the server closes the connection when a query fails in the middle.
     *
     * @param timeout until the answer begins
     * @throws IOException if the server refuses it or gives no answer
     */
    HttpResponse<InputStream> open(Role role, String query, Duration timeout) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.url() + "/"))
                .header("Authorization", credentials(role))
                .POST(BodyPublishers.ofString(query))
                .build();
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream(), timeout);
        if (response.statusCode() == 200
                && response.headers().firstValue(EXCEPTION_CODE).isEmpty()
                && response.headers().firstValue(QUERY_ID).isPresent()) {
            return response;
        }
        try (InputStream words = response.body()) {
            throw new IOException("%s answered %s: %s"
                    .formatted(
                            address.describe(),
                            response.statusCode(),
                            new String(words.readNBytes(MAX_MESSAGE_CHARACTERS), StandardCharsets.UTF_8).strip()));
        }
    }

    private String credentials(Role role) {
        String pair = address.user(role) + ":" + address.password(role);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bounds the whole exchange: the request's own timeout ends with the head of the answer, and a body that stalls would be waited for
     * without end.
     */
    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer in %s ms".formatted(timeout.toMillis()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static int parseCode(String header) {
        try {
            return Integer.parseInt(header.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Aborts all exchanges; for a service that has to stop now. */
    @PreDestroy
    public void close() {
        client.shutdownNow();
    }
}
