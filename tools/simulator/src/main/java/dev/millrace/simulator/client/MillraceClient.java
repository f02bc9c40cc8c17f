package dev.millrace.simulator.client;

import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.UserId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts events and asks for reports, over HTTP/1.1. Calls block and may come from any thread; each of them in flight
 * uses a connection.
 */
public final class MillraceClient implements AutoCloseable {
    private final HttpCalls calls;
    private final PostFormat format;

    /**
     * @param target the service's root, with or without a slash at its end
     * @param timeout for one try of a request
     */
    public MillraceClient(URI target, Duration timeout, PostFormat format) {
        this(target, timeout, format, null);
    }

    /** Makes one that shows a key with each request, unless it is null or blank. */
    public MillraceClient(URI target, Duration timeout, PostFormat format, @Nullable String key) {
        this.calls = new HttpCalls(target, timeout, key);
        this.format = format;
    }

    /** Returns once the service has said what became of each event. After an exception that is not known. */
    public Acknowledgement post(List<PageView> views, AckLevel level, Retrier retrier)
            throws GaveUpException, InterruptedException {
        HttpRequest request = views.size() == 1 ? single(views.getFirst(), level) : batch(views, level);
        return retrier.untilDone(() -> calls.send(
                request,
                response -> views.size() == 1 ? Answers.single(response) : Answers.batch(response, views.size())));
    }

    /** The pages a user has seen in the 24 hours before {@code at}, with their counts. */
    public Map<String, Long> dailyReport(UserId user, Instant at, Retrier retrier)
            throws GaveUpException, InterruptedException {
        HttpRequest request = calls.request("/api/traffic/daily/" + user + "?at=" + at)
                .header("Accept", "application/json")
                .build();
        return retrier.untilDone(() -> calls.send(request, Answers::report));
    }

    /** Aborts all calls that are in flight. */
    @Override
    public void close() {
        calls.close();
    }

    private HttpRequest single(PageView view, AckLevel level) {
        return calls.request("/api/traffic/" + view.requestId() + "?ack=" + level)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(PageViewEncoder.single(view)))
                .build();
    }

    private HttpRequest batch(List<PageView> views, AckLevel level) {
        byte[] plain = PageViewEncoder.batch(views, format.batch());
        HttpRequest.Builder request = calls.request("/api/traffic?ack=" + level)
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
}
