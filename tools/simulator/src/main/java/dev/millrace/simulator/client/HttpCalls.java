package dev.millrace.simulator.client;

import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Single tries of requests to one service, over HTTP/1.1. Calls block and may come from any thread. */
final class HttpCalls implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String target;
    private final Duration timeout;
    private final @Nullable String key;

    /**
     * @param target the service's root, with or without a slash at its end
     * @param timeout for one try of a request
     * @param key to show with each request, unless it is null or blank
     */
    HttpCalls(URI target, Duration timeout, @Nullable String key) {
        this.target = target.toString().replaceFirst("/+$", "");
        this.timeout = timeout;
        this.key = key;
    }

    HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(target + pathAndQuery)).timeout(timeout);
        return key == null || key.isBlank() ? request : request.header("Authorization", "Bearer " + key);
    }

    <T> Attempt<T> send(HttpRequest request, Function<HttpResponse<byte[]>, Attempt<T>> answer)
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

    /** Aborts all calls that are in flight. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
