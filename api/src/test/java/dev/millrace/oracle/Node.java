package dev.millrace.oracle;

import dev.millrace.Millrace;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.drain.DrainLines;
import dev.millrace.drain.DrainSteps;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.rollup.RollupSteps;
import dev.millrace.traffic.erasure.ErasureSteps;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A service whose threads do not run: what they do happens when the test says so. */
public final class Node implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ApplicationContext context;
    private final URI url;
    private final DrainLines lines;
    private final List<RollupSteps> rollups = new ArrayList<>();

    private Node(ApplicationContext context, String kind, Predicate<Instant> wantedHours) {
        this.context = context;
        NettyEmbeddedServer server = context.getBean(NettyEmbeddedServer.class);
        server.start();
        this.url = server.getURI();
        this.lines = new DrainLines(context);
        for (RollupScheduler rollup :
                context.getBean(Shards.class).each(RollupScheduler.class).all()) {
            rollups.add(new RollupSteps(rollup, kind, wantedHours));
        }
    }

    /**
     * Starts it.
     *
     * @param kind whose rollups are computed
     */
    public static Node start(Map<String, Object> properties, String kind, Predicate<Instant> wantedHours)
            throws InterruptedException {
        Node node = startBesideOutages(properties, kind, wantedHours);
        for (int shard = 0; shard < node.rollups.size(); shard++) {
            if (!node.lines.lookAt(shard)) {
                node.close();
                throw new IllegalStateException("shard %s does not answer".formatted(shard + 1));
            }
        }
        return node;
    }

    /** Starts it, with no look at any shard. */
    static Node startBesideOutages(Map<String, Object> properties, String kind, Predicate<Instant> wantedHours) {
        ApplicationContext context = ApplicationContext.builder(Millrace.class)
                .properties(properties)
                // As in TestService: nodes come and go by the hundred.
                .properties(Map.of("millrace.http.transport", List.of("epoll", "nio")))
                .banner(false)
                .start();
        return new Node(context, kind, wantedHours);
    }

    /** What moves rows, of a node with one shard. */
    public DrainSteps drain() {
        return new DrainSteps(context);
    }

    DrainLines lines() {
        return lines;
    }

    /** What computes rollups in a shard, by its index. */
    RollupSteps rollup(int shard) {
        return rollups.get(shard);
    }

    ErasureSteps erasure(int shard) {
        return new ErasureSteps(context, shard);
    }

    /** Sends a request and returns the answer's body, which has to be a success. */
    public String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request(method, path, body), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s %s: %s %s".formatted(method, path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    /** Posts something whose answer comes later. */
    CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
        return HTTP.sendAsync(request("POST", path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    /** What is in its buffer. */
    long pendingBytes() {
        return context.getBean(EventBuffer.class).state().pendingBytes();
    }

    @Override
    public void close() {
        context.close();
    }
}
