package dev.millrace.simulator.client;

import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.UserId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events and asks for reports, over HTTP/1.1. Calls block and may come from any thread; each of them in flight
 * uses a connection.
 */
public final class MillraceClient implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String target;
    private final Duration timeout;
    private final PostFormat format;
    private final @Nullable String key;

    /**
     * @param target the service's root, with or without a slash at its end
     * @param timeout for one try of a request
     */
    public MillraceClient(URI target, Duration timeout, PostFormat format) {
        this(target, timeout, format, null);
    }

    /** Makes one that shows a key with each request, unless it is null or blank. */
    public MillraceClient(URI target, Duration timeout, PostFormat format, @Nullable String key) {
        this.target = target.toString().replaceFirst("/+$", "");
        this.timeout = timeout;
        this.format = format;
        this.key = key;
    }

    /** Returns once the service has said what became of each event. After an exception that is not known. */
    public Acknowledgement post(List<PageView> views, AckLevel level, Retrier retrier)
            throws GaveUpException, InterruptedException {
        HttpRequest request = views.size() == 1 ? single(views.getFirst(), level) : batch(views, level);
        return retrier.untilDone(() -> send(
                request,
                response -> views.size() == 1 ? Answers.single(response) : Answers.batch(response, views.size())));
    }

    /** The pages a user has seen in the 24 hours before {@code at}, with their counts. */
    public Map<String, Long> dailyReport(UserId user, Instant at, Retrier retrier)
            throws GaveUpException, InterruptedException {
        HttpRequest request = request("/api/traffic/daily/" + user + "?at=" + at)
                .header("Accept", "application/json")
                .build();
        return retrier.untilDone(() -> send(request, Answers::report));
    }

    /** Ends at once what is still in flight. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest single(PageView view, AckLevel level) {
        return request("/api/traffic/" + view.requestId() + "?ack=" + level)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(PageViewEncoder.single(view)))
                .build();
    }

    private HttpRequest batch(List<PageView> views, AckLevel level) {
        byte[] plain = PageViewEncoder.batch(views, format.batch());
        HttpRequest.Builder request = request("/api/traffic?ack=" + level)
                .header(
                        "Content-Type",
                        switch (format.batch()) {
                            case NDJSON -> "application/x-ndjson";
                            case JSON -> "application/json";
                        });
        return switch (format.compression()) {
            case NONE -> request.POST(BodyPublishers.ofByteArray(plain)).build();
            case GZIP ->
                request.header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(PageViewEncoder.gzip(plain)))
                        .build();
        };
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(target + pathAndQuery)).timeout(timeout);
        return key == null || key.isBlank() ? request : request.header("Authorization", "Bearer " + key);
    }

    private <T> Attempt<T> send(HttpRequest request, Function<HttpResponse<byte[]>, Attempt<T>> answer)
            throws InterruptedException {
        try {
            return answer.apply(http.send(request, BodyHandlers.ofByteArray()));
        } catch (SSLException e) {
            return new Refused<>("no TLS connection: " + e.getMessage());
        } catch (HttpTimeoutException e) {
            return new TryLater<>("timeout", null);
        } catch (ConnectException e) {
            return new TryLater<>(
                    e.getCause() instanceof ConnectException cause
                                    && cause.getCause() instanceof UnresolvedAddressException
                            ? "unknown host"
                            : "connection refused",
                    null);
        } catch (IOException e) {
            return new TryLater<>("connection lost", null);
        }
    }
}
