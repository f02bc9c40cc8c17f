package dev.millrace.simulator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The service in memory, over real HTTP. It takes events strictly as promised, and breaks its own promises when told to:
 * that is the side of the simulator that the real service cannot show.
 */
public final class FakeMillrace implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SINGLE = Pattern.compile("/api/traffic/(\\d+)");
    private static final Pattern DAILY = Pattern.compile("/api/traffic/daily/(\\d+)");

    private final HttpServer server;
    private final EventStore store = new EventStore();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Predicate<StoredEvent> rejected = _ -> false;
    private volatile Predicate<StoredEvent> lost = _ -> false;
    private volatile Duration delay = Duration.ZERO;

    /** Starts on a free port of the loopback address. */
    public FakeMillrace() throws IOException {
        this(0);
    }

    private FakeMillrace(int port) throws IOException {
        // Else the server answers a keep-alive request 40 ms late.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** For trying the command line by hand: PORT [DELAY_MILLIS]. */
    static void main(String[] args) throws IOException {
        FakeMillrace fake = new FakeMillrace(Integer.parseInt(args[0]));
        if (args.length > 1) {
            fake.delayEachRequest(Duration.ofMillis(Long.parseLong(args[1])));
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The faults of the next requests, one each. */
    public void next(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Rejects these events, and says so. */
    public void reject(Predicate<StoredEvent> which) {
        rejected = which;
    }

    /** Acknowledges these events and forgets them. */
    public void lose(Predicate<StoredEvent> which) {
        lost = which;
    }

    public void delayEachRequest(Duration time) {
        delay = time;
    }

    public EventStore store() {
        return store;
    }

    /** How many requests came, by method, path without digits, and query, as in {@code POST /api/traffic?ack=disk}. */
    public int requests(String route) {
        return requests.getOrDefault(route, new AtomicInteger()).get();
    }

    public int mostInFlight() {
        return mostInFlight.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            byte[] body = receive(exchange);
            switch (faults.poll()) {
                case null -> answer(exchange, body, true);
                case Fault.Answer fault -> {
                    if (!fault.retryAfter().isEmpty()) {
                        exchange.getResponseHeaders().set("Retry-After", fault.retryAfter());
                    }
                    Fault.send(exchange, fault.status(), fault.body());
                }
                case Fault.Reset _ -> {}
                case Fault.LostReply _ -> answer(exchange, body, false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] receive(HttpExchange exchange) throws IOException, InterruptedException {
        try {
            byte[] body = exchange.getRequestBody().readAllBytes();
            count(exchange);
            Thread.sleep(delay);
            return body;
        } finally {
            inFlight.decrementAndGet(); // before the answer: who has that may send the next request at once
        }
    }

    private void count(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        String query = uri.getQuery() == null || uri.getPath().contains("daily") ? "" : "?" + uri.getQuery();
        String route = exchange.getRequestMethod() + " " + uri.getPath().replaceAll("/\\d+", "/N") + query;
        requests.computeIfAbsent(route, _ -> new AtomicInteger()).incrementAndGet();
    }

    private void answer(HttpExchange exchange, byte[] body, boolean reply) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher single = SINGLE.matcher(path);
        Matcher daily = DAILY.matcher(path);
        boolean stored = "ack=stored".equals(exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().set("Millrace-Ack", stored ? "stored" : "disk");
        if (exchange.getRequestMethod().equals("POST") && single.matches()) {
            single(exchange, StoredEvent.of(single.group(1), JSON.readTree(body)), stored, reply);
        } else if (exchange.getRequestMethod().equals("POST") && path.equals("/api/traffic")) {
            batch(exchange, rows(exchange, body), stored, reply);
        } else if (exchange.getRequestMethod().equals("GET") && daily.matches()) {
            Instant at = Instant.parse(exchange.getRequestURI().getQuery().replace("at=", ""));
            Fault.send(exchange, 200, JSON.writeValueAsString(store.daily(daily.group(1), at)));
        } else {
            Fault.send(exchange, 404, "{\"title\":\"Not Found\"}");
        }
    }

    private void single(HttpExchange exchange, StoredEvent event, boolean stored, boolean reply) throws IOException {
        if (rejected.test(event)) {
            Fault.send(exchange, 422, "{\"title\":\"Unprocessable\",\"field\":\"created_at\",\"detail\":\"refused\"}");
            return;
        }
        take(List.of(event), stored);
        if (reply) {
            Fault.send(exchange, stored ? 201 : 202, "");
        }
    }

    private void batch(HttpExchange exchange, List<StoredEvent> events, boolean stored, boolean reply)
            throws IOException {
        List<StoredEvent> accepted = new ArrayList<>();
        List<String> rejections = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (rejected.test(events.get(i))) {
                rejections.add("{\"index\":%s,\"field\":\"created_at\",\"error\":\"refused\"}".formatted(i));
            } else {
                accepted.add(events.get(i));
            }
        }
        take(accepted, stored);
        if (reply) {
            String answer = "{\"accepted\":%s,\"filtered\":0,\"rejected\":[%s]}"
                    .formatted(accepted.size(), String.join(",", rejections));
            Fault.send(exchange, accepted.isEmpty() ? 422 : 202, answer);
        }
    }

    private void take(List<StoredEvent> events, boolean stored) {
        events.stream().filter(lost.negate()).forEach(store::append);
        if (stored) {
            store.drain();
        }
    }

    private static List<StoredEvent> rows(HttpExchange exchange, byte[] body) throws IOException {
        @Nullable String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        InputStream plain = new ByteArrayInputStream(body);
        try (InputStream in = "gzip".equals(encoding) ? new GZIPInputStream(plain) : plain) {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            List<JsonNode> rows = new ArrayList<>();
            switch (type) {
                case "application/json" -> JSON.readTree(in).forEach(rows::add);
                case "application/x-ndjson" -> {
                    try (MappingIterator<JsonNode> lines =
                            JSON.readerFor(JsonNode.class).readValues(in)) {
                        lines.forEachRemaining(rows::add);
                    }
                }
                default -> throw new IOException("not a type the service knows: " + type);
            }
            return rows.stream()
                    .map(row -> StoredEvent.of(row.path("request_id").asText(), row))
                    .toList();
        }
    }
}
