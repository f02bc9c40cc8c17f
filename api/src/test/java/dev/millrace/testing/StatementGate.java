package dev.millrace.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in front of a ClickHouse, passes everything on, and lets a test do something just before a statement arrives there. */
public final class StatementGate implements AutoCloseable {
    /** What the other side says for itself. */
    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade", "http2-settings");

    private final URI clickHouse;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final List<String> statements = new CopyOnWriteArrayList<>();

    /** What a test does. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    private record Step(String words, Action action) {}

    private StatementGate(URI clickHouse, HttpServer server) {
        this.clickHouse = clickHouse;
        this.server = server;
    }

    /** Begins to listen. */
    public static StatementGate of(URI clickHouse) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StatementGate gate = new StatementGate(clickHouse, server);
        server.createContext("/", gate::handle);
        server.setExecutor(gate.threads);
        server.start();
        return gate;
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Does something once, before the next statement with these words arrives; what is asked for first is done first. */
    public void before(String words, Action action) {
        steps.add(new Step(words, action));
    }

    /** The statements with these words that came since the last call of {@link #forget}. */
    public List<String> statements(String words) {
        return statements.stream().filter(text -> text.contains(words)).toList();
    }

    /** Forgets what came, and what is still to be done. */
    public void forget() {
        statements.clear();
        steps.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String text = exchange.getRequestURI().getQuery() + "\n" + new String(body, StandardCharsets.UTF_8);
            statements.add(text);
            Step step = steps.peek();
            if (step != null && text.contains(step.words()) && steps.remove(step)) {
                step.action().run();
            }
            HttpResponse<byte[]> answer = passOn(exchange, body);
            answer.headers().map().forEach((name, values) -> {
                if (isPassedOn(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("a test's action failed", e);
        }
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(clickHouse + exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        client.close();
    }
}
