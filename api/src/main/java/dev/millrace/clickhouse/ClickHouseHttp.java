package dev.millrace.clickhouse;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
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
 * ClickHouse's HTTP interface, as far as statements and inserts need it. No setting ever goes into the URL: chproxy drops it. Nothing is
 * retried here: who asks knows what a second time would do. Thread-safe.
 */
@Singleton
public final class ClickHouseHttp {
    private static final String EXCEPTION_CODE = "X-ClickHouse-Exception-Code";
    private static final String QUERY_ID = "X-ClickHouse-Query-Id";
    private static final int MAX_MESSAGE_CHARACTERS = 2000;

    /** Nothing that is asked here has a longer answer; one without an end must not fill the memory. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final HttpClient client;
    private final URI url;

    ClickHouseHttp(ClickHouseConfig config) {
        this.url = config.url();
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
     * @param hasQueryId true if it bears the id that ClickHouse gives to each query
     * @param body the result, or the server's words about an error
     */
    record Answer(int status, int exceptionCode, boolean hasQueryId, String body) {
        /** Only this is success: a 200 may carry an exception, and may be of somebody else, who has stored nothing. */
        boolean isSuccess() {
            return status == 200 && exceptionCode == 0 && hasQueryId;
        }

        /** The server's words, cut to a length that a log can take. */
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
     * @throws IOException if there is no whole answer: what the server did is unknown
     */
    Answer send(String user, String password, String statement, BodyPublisher data, Duration timeout)
            throws IOException, InterruptedException {
        URI target = URI.create("%s/?query=%s".formatted(url, URLEncoder.encode(statement, StandardCharsets.UTF_8)));
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Authorization", "Basic " + credentials)
                .POST(data)
                .build();
        HttpResponse<String> response = exchange(request, timeout);
        int code = response.headers()
                .firstValue(EXCEPTION_CODE)
                .map(ClickHouseHttp::parseCode)
                .orElse(0);
        boolean hasQueryId = response.headers().firstValue(QUERY_ID).isPresent();
        return new Answer(response.statusCode(), code, hasQueryId, response.body());
    }

    /** The request's own timeout would end with the head of the answer, and a body that stops coming be waited for for ever. */
    private HttpResponse<String> exchange(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer in %d ms".formatted(timeout.toMillis()));
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

    /** Breaks off what is under way; for a service that has to stop now. */
    @PreDestroy
    public void close() {
        client.shutdownNow();
    }
}
