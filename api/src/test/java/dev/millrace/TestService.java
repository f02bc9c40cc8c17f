package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The whole service in this JVM, on a free port, in front of a real ClickHouse; and a client of it. */
public final class TestService implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Tables are made in it, which takes long while others use the machine. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(50);

    private final Service service;

    private TestService(Service service) {
        this.service = service;
    }

    /** Starts it with settings that differ from the defaults, given as {@code millrace.*} properties. */
    public static TestService start(Path dataDir, TestClickHouse clickHouse, Map<String, Object> settings) {
        Map<String, Object> overrides = new HashMap<>(clickHouse.properties());
        overrides.putAll(settings);
        return startAt(dataDir, clickHouse.url(), overrides);
    }

    /** Starts it in front of an address, where there may be nothing. */
    public static TestService startAt(Path dataDir, URI clickHouse, Map<String, Object> settings) {
        // Not io_uring, the default: Netty 4.2.12 was seen to free memory twice when one of its loops ends, of which
        // hundreds do in this process.
        Map<String, Object> overrides =
                new HashMap<>(Map.of("millrace.port", -1, "millrace.http.transport", List.of("epoll", "nio")));
        overrides.put("millrace.clickhouse.url", clickHouse.toString());
        overrides.putAll(settings);
        return new TestService(Service.start(
                new Settings(dataDir, "127.0.0.1", false, false, clickHouse.toString(), true, false, overrides)));
    }

    /** Starts one that needs no ClickHouse, and knows of none. */
    public static TestService startWithoutClickHouse(Path dataDir, Map<String, Object> settings) {
        Map<String, Object> overrides =
                new HashMap<>(Map.of("millrace.port", -1, "millrace.http.transport", List.of("epoll", "nio")));
        overrides.putAll(settings);
        return new TestService(
                Service.start(new Settings(dataDir, "127.0.0.1", false, false, null, false, false, overrides)));
    }

    /** One of its metrics, by its name and tags as Prometheus writes them; 0 if it is not there. */
    public double metric(String nameAndTags) throws IOException, InterruptedException {
        return metricIn(get("/prometheus"), nameAndTags);
    }

    /** The same, of a service that asks for a key. */
    public double metricAs(String key, String nameAndTags) throws IOException, InterruptedException {
        return metricIn(get("/prometheus", "Authorization", "Bearer " + key), nameAndTags);
    }

    private static double metricIn(HttpResponse<String> metrics, String nameAndTags) {
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith(nameAndTags + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Where it listens. */
    public URI url() {
        return service.url();
    }

    /** A part of it, to look into. */
    public <T> T bean(Class<T> type) {
        return service.bean(type);
    }

    /** Posts a text; {@code headers} are names and values in turn. */
    public HttpResponse<String> post(String path, String contentType, String body, String... headers)
            throws IOException, InterruptedException {
        return post(path, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Posts bytes. */
    public HttpResponse<String> post(String path, String contentType, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Posts one page view as JSON. */
    public HttpResponse<String> postView(long requestId, long userId, Instant createdAt, String pageUrl, String query)
            throws IOException, InterruptedException {
        return post(
                "/api/traffic/%s%s".formatted(Long.toUnsignedString(requestId), query),
                "application/json",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(userId, createdAt, pageUrl));
    }

    /** Puts JSON; {@code headers} are names and values in turn. */
    public HttpResponse<String> put(String path, String json, String... headers)
            throws IOException, InterruptedException {
        return send(
                path,
                headers,
                request -> request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    /** Deletes a path; {@code headers} are names and values in turn. */
    public HttpResponse<String> delete(String path, String... headers) throws IOException, InterruptedException {
        return send(path, headers, HttpRequest.Builder::DELETE);
    }

    private HttpResponse<String> send(String path, String[] headers, UnaryOperator<HttpRequest.Builder> method)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                method.apply(HttpRequest.newBuilder(service.url().resolve(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Gets a path; {@code headers} are names and values in turn. */
    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The daily report's body. */
    public String daily(long userId) throws IOException, InterruptedException {
        return get("/api/traffic/daily/" + userId).body();
    }

    /** Waits until the tables are there and reports are answered. */
    public void awaitReady() throws IOException, InterruptedException {
        HttpResponse<String> readiness = get("/health/readiness");
        long until = System.nanoTime() + READY_NANOS;
        while (readiness.statusCode() != 200) {
            assertThat(System.nanoTime()).as(readiness.body()).isLessThan(until);
            Thread.sleep(10);
            readiness = get("/health/readiness");
        }
    }

    /** A user that no other test has. */
    public static long newUser() {
        return ThreadLocalRandom.current().nextLong(1L << 32);
    }

    /** A time that reports of now include, with milliseconds. */
    public static Instant anHourAgo() {
        return Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        service.close();
    }
}
