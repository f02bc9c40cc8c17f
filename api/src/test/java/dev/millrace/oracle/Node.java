package dev.millrace.oracle;

import dev.millrace.Millrace;
import dev.millrace.clickhouse.Schema;
import dev.millrace.clickhouse.SchemaState;
import dev.millrace.drain.DrainSteps;
import dev.millrace.rollup.RollupSteps;
import dev.millrace.rollup.Rollups;
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
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A service whose threads do not run: what they do happens when the test says so. */
public final class Node implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ApplicationContext context;
    private final URI url;
    private final DrainSteps drain;
    private final RollupSteps rollup;
    private final ErasureSteps erasure;

    private Node(ApplicationContext context, String kind, Predicate<Instant> wantedHours) {
        this.context = context;
        NettyEmbeddedServer server = context.getBean(NettyEmbeddedServer.class);
        server.start();
        this.url = server.getURI();
        this.drain = new DrainSteps(context);
        this.rollup = new RollupSteps(context.getBean(Rollups.class), kind, wantedHours);
        this.erasure = new ErasureSteps(context);
    }

    /**
     * Starts it.
     *
     * @param kind whose rollups are computed
     */
    public static Node start(Map<String, Object> properties, String kind, Predicate<Instant> wantedHours)
            throws InterruptedException {
        ApplicationContext context = ApplicationContext.builder(Millrace.class)
                .properties(properties)
                // As in TestService: nodes come and go by the hundred.
                .properties(Map.of("millrace.http.transport", List.of("epoll", "nio")))
                .banner(false)
                .start();
        SchemaState schema = context.getBean(Schema.class).migrate();
        if (!(schema instanceof SchemaState.Ready)) {
            context.close();
            throw new IllegalStateException(schema.toString());
        }
        return new Node(context, kind, wantedHours);
    }

    /** What moves rows. */
    public DrainSteps drain() {
        return drain;
    }

    /** What computes rollups. */
    public RollupSteps rollup() {
        return rollup;
    }

    ErasureSteps erasure() {
        return erasure;
    }

    /** Sends a request and returns the answer's body, which has to be a success. */
    public String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s %s: %s %s".formatted(method, path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    @Override
    public void close() {
        context.close();
    }
}
