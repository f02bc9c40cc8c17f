package dev.millrace.simulator.client;

import dev.millrace.simulator.sensor.Latest;
import dev.millrace.simulator.sensor.ReadingFormat;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Posts readings and asks for windows, over HTTP/1.1. Calls block and may come from any thread; each of them in flight
 * uses a connection.
 */
public final class ReadingsClient implements AutoCloseable {
    /**
     * The most bytes of a query with sensors; longer lists are asked in parts, because the line of a request must not be longer than 4 KB.
     */
    public static final int MAX_QUERY_BYTES = 3_000;

    private static final int PAGE = 10_000;

    private final HttpCalls calls;

    /**
     * @param target the service's root, with or without a slash at its end
     * @param timeout for one try of a request
     * @param key to show with each request, unless it is null or blank
     */
    public ReadingsClient(URI target, Duration timeout, @Nullable String key) {
        this.calls = new HttpCalls(target, timeout, key);
    }

    /**
     * Returns once the service has said what became of each reading. After an exception that is not known.
     *
     * @param readings how many are in the body
     */
    public Acknowledgement post(byte[] body, ReadingFormat format, int readings, AckLevel level, Retrier retrier)
            throws GaveUpException, InterruptedException {
        HttpRequest request = calls.request("/api/sensors/readings?ack=" + level)
                .header("Content-Type", format.contentType())
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return retrier.untilDone(() -> calls.send(request, response -> Answers.batch(response, readings)));
    }

    /** The windows of sensors that start from {@code from} and before {@code to}; all time has no range. */
    public List<Window> windows(WindowSize size, List<String> sensors, Instant from, Instant to, Retrier retrier)
            throws GaveUpException, InterruptedException {
        String ids = sensors.stream().map(ReadingsClient::parameter).collect(Collectors.joining("&"));
        String range = size == WindowSize.ALL ? "" : "&from=%s&to=%s".formatted(from, to);
        String path = "/api/sensors/%s?%s%s".formatted(size.path(), ids, range);
        return pages(path, response -> WindowAnswers.windows(response, ""), retrier);
    }

    /** A sensor as it stands in a query. */
    public static String parameter(String sensor) {
        return "sensor_id=" + encoded(sensor);
    }

    /** The windows over all readings that name a facility. */
    public List<Window> facilityWindows(WindowSize size, String facility, Instant from, Instant to, Retrier retrier)
            throws GaveUpException, InterruptedException {
        String path = "/api/facilities/%s/%s?from=%s&to=%s".formatted(encodedInPath(facility), size.path(), from, to);
        return pages(path, response -> WindowAnswers.windows(response, facility), retrier);
    }

    /** The newest reading of each sensor of a facility. */
    public List<Latest> facilitySensors(String facility, Retrier retrier) throws GaveUpException, InterruptedException {
        String path = "/api/facilities/%s/sensors?".formatted(encodedInPath(facility));
        return pages(path, WindowAnswers::latest, retrier);
    }

    /** Asks for the number of sensors of each facility. */
    public Map<String, Long> facilities(Retrier retrier) throws GaveUpException, InterruptedException {
        return pages("/api/facilities?", WindowAnswers::facilities, retrier).stream()
                .collect(Collectors.toMap(WindowAnswers.Facility::name, WindowAnswers.Facility::sensors));
    }

    /** Aborts all calls that are in flight. */
    @Override
    public void close() {
        calls.close();
    }

    private <T> List<T> pages(
            String path, Function<HttpResponse<byte[]>, Attempt<WindowAnswers.Page<T>>> answer, Retrier retrier)
            throws GaveUpException, InterruptedException {
        List<T> all = new ArrayList<>();
        String next = "";
        do {
            String page = next.isEmpty() ? "" : "&page=" + encoded(next);
            HttpRequest request = calls.request(
                            "%s%slimit=%s%s".formatted(path, path.endsWith("?") ? "" : "&", PAGE, page))
                    .header("Accept", "application/json")
                    .build();
            WindowAnswers.Page<T> got = retrier.untilDone(() -> calls.send(request, answer));
            all.addAll(got.entries());
            next = got.next();
        } while (!next.isEmpty());
        return all;
    }

    private static String encodedInPath(String text) {
        return encoded(text).replace("+", "%20");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
