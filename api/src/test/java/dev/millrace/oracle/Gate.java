package dev.millrace.oracle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one node and ClickHouse. Everything passes, but statements of the {@link Operation} that is being moved: each of them waits
 * until the history lets it go on. Which shard a request is for it knows from the user's name, as chproxy does.
 */
final class Gate implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "http2-settings");
    private static final String AUTHORIZATION = "Authorization";
    private static final String USER = "X-ClickHouse-User";

    static {
        // Without it each answer waits for the acknowledgement of its head, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final List<URI> shards;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Integer> away = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;
    private volatile @Nullable Operation moving;

    /** Opens it. */
    Gate(List<URI> shards) throws IOException {
        this.shards = List.copyOf(shards);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** The settings that lead a node through it. */
    Map<String, Object> properties() {
        return Map.of(
                "millrace.clickhouse.url",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                "millrace.clickhouse.shards", shards.size(),
                "millrace.clickhouse.ingest-user", "ingest-{shard}",
                "millrace.clickhouse.report-user", "report-{shard}",
                "millrace.clickhouse.rollup-user", "rollup-{shard}",
                "millrace.clickhouse.admin-user", "admin-{shard}");
    }

    /** The operation whose statements are the next that come; null if nobody waits for any. */
    void moves(@Nullable Operation operation) {
        moving = operation;
    }

    /** Breaks every connection off, or lets requests pass again: the node is being killed. */
    void cut(boolean isCut) {
        this.isCut = isCut;
    }

    /** True while the node is being killed. */
    boolean isCut() {
        return isCut;
    }

    /** Lets a shard, by its index, be away, or back. */
    void away(int shard, boolean isAway) {
        if (isAway) {
            away.add(shard);
        } else {
            away.remove(shard);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String[] user = user(exchange);
            int shard = Integer.parseInt(user[1]) - 1;
            Operation operation = moving;
            Operation.Fate fate = Operation.Fate.EXECUTED;
            String statement = statement(exchange, body);
            if (operation != null && isOfOperations(statement) && !isAway(shard)) {
                fate = operation.arrive("%s on shard %s: %s".formatted(user[0], shard + 1, brief(statement)));
            }
            if (fate == Operation.Fate.DROPPED || (isAway(shard) && fate != Operation.Fate.UNANSWERED)) {
                return; // the connection ends without an answer
            }
            HttpResponse<byte[]> answer =
                    CLIENT.send(passedOn(exchange, body, shard, user), BodyHandlers.ofByteArray());
            if (fate == Operation.Fate.UNANSWERED) {
                return;
            }
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            byte[] text = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), text.length == 0 ? -1 : text.length);
            if (text.length > 0) {
                exchange.getResponseBody().write(text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false for what a replay reads in a thread of its own, beside any operation. */
    private static boolean isOfOperations(String statement) {
        boolean isPage = statement.contains("FROM millrace.archive") && statement.contains("ORDER BY version LIMIT");
        boolean isCount = statement.startsWith("SELECT count() FROM millrace.archive");
        return statement.contains("millrace.") && !isPage && !isCount;
    }

    private boolean isAway(int shard) {
        return isCut || away.contains(shard);
    }

    private HttpRequest passedOn(HttpExchange exchange, byte[] body, int shard, String[] user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        shards.get(shard).resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(lower)
                    && !lower.equals("authorization")
                    && !lower.equals("x-clickhouse-user")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        if (exchange.getRequestHeaders().containsKey(USER)) {
            request.header(USER, user[0]);
        } else {
            String pair = user[0] + ":" + user[2];
            request.header(
                    AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    /** The user's name without its shard, the shard's number, and the password if it stands beside the name. */
    private static String[] user(HttpExchange exchange) {
        String name = exchange.getRequestHeaders().getFirst(USER);
        String password = "";
        if (name == null) {
            String basic = exchange.getRequestHeaders().getFirst(AUTHORIZATION).substring("Basic ".length());
            String[] pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8).split(":", 2);
            name = pair[0];
            password = pair[1];
        }
        int dash = name.indexOf('-');
        return new String[] {name.substring(0, dash), name.substring(dash + 1), password};
    }

    private static String statement(HttpExchange exchange, byte[] body) {
        String query = exchange.getRequestURI().getRawQuery();
        return Stream.of(query == null ? "" : query)
                .flatMap(all -> Stream.of(all.split("&", -1)))
                .filter(part -> part.startsWith("query="))
                .map(part -> URLDecoder.decode(part.substring("query=".length()), StandardCharsets.UTF_8))
                .findFirst()
                .orElseGet(() -> new String(body, StandardCharsets.UTF_8));
    }

    private static String brief(String statement) {
        String line = statement.replaceAll("\\s+", " ").strip();
        return line.length() <= 110 ? line : line.substring(0, 110);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
