package dev.millrace.torture.blackbox;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends requests as real clients do: an unanswered request is sent again, to this node or another, until it is answered. Thread-safe. */
final class Http implements AutoCloseable {
    /** Longer than a node ever takes: the model does not cover an answer after its sender has gone on. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int LEAST_PAUSE_MILLIS = 10;
    private static final int MOST_PAUSE_MILLIS = 300;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final RequestLog log;
    private final Tally tally;

    Http(RequestLog log, Tally tally) {
        this.log = log;
        this.tally = tally;
    }

    /**
     * Sends it once.
     *
     * @param body empty for none
     */
    Reply once(Node node, Call call, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.url().resolve(call.path()))
                .timeout(TIMEOUT)
                .method(call.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!call.contentType().isEmpty()) {
            request.header("Content-Type", call.contentType());
        }
        long began = System.nanoTime();
        Reply reply;
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            reply = new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Millrace-Ack").orElse(""),
                    response.body());
        } catch (HttpTimeoutException e) {
            if (System.nanoTime() - began > TIMEOUT.toNanos() / 2) {
                tally.unexplained("no answer within %s: node %s %s".formatted(TIMEOUT, node.number(), call));
            }
            reply = Reply.none(e.toString());
        } catch (IOException e) {
            reply = Reply.none(e.toString());
        }
        log.request(
                node, call.toString(), body, began, "%s %s %s".formatted(reply.status(), reply.level(), reply.body()));
        return reply;
    }

    /** Sends it until it is answered, each time to the node that is chosen then. */
    Reply sure(Supplier<Node> nodes, Call call, String body) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        int pause = LEAST_PAUSE_MILLIS;
        while (true) {
            Reply reply = once(nodes.get(), call, body);
            if (!reply.isLater()) {
                if (!reply.isGood()) {
                    tally.unexplained("%s was answered %s: %s".formatted(call, reply.status(), reply.body()));
                }
                return reply;
            }
            tally.count(reply.status() == 0 ? Tally.What.IN_DOUBT : Tally.What.REFUSED);
            if (System.nanoTime() > until) {
                tally.unexplained("%s found no answer but: %s".formatted(call, reply));
                return reply;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(MOST_PAUSE_MILLIS, 2 * pause);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
