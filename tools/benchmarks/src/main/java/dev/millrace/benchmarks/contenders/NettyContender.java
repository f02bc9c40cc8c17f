package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Netty without anything around it, on one transport. */
public final class NettyContender implements Contender {
    private final boolean durable;
    private final String transport;
    private @Nullable BaselineProcess server;
    private long rowsBefore;

    private NettyContender(boolean durable, String transport) {
        this.durable = durable;
        this.transport = transport;
    }

    /** Answers and throws away. */
    public static NettyContender bare(String transport) {
        return new NettyContender(false, transport);
    }

    /** Reads the events and makes them safe in Millrace's buffer, which nothing drains. */
    public static NettyContender durable(String transport) {
        return new NettyContender(true, transport);
    }

    @Override
    public String name() {
        return "%s Netty, %s".formatted(durable ? "durable" : "bare", transport);
    }

    @Override
    public Role role() {
        return durable ? Role.OTHER : Role.LIMIT;
    }

    @Override
    public String settings() {
        return durable
                ? "HTTP codec, a parser for the load's events only, Millrace's buffer with group commit, not drained"
                : "HTTP codec, 202 without a body to everything";
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        if (server != null) {
            return;
        }
        String directory = durable ? stage.directory("durable-" + transport).toString() : "";
        server = BaselineProcess.start(
                stage,
                name(),
                port -> new BaselineProcess.Program(
                        durable ? "netty.DurableServer" : "netty.BareServer",
                        durable,
                        List.of(),
                        List.of(Integer.toString(port), transport, directory)));
        stage.closeAtEnd(server);
    }

    @Override
    public Request request() {
        return Request.withIdInPath(server().url(), "/api/traffic/", "");
    }

    @Override
    public List<Long> pids() {
        return List.of(server().pid());
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        rowsBefore = durable ? rows() : 0;
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) throws IOException, InterruptedException {
        if (!durable) {
            return Outcome.keepsNothing();
        }
        long rows = rows() - rowsBefore;
        return new Outcome(
                Double.NaN,
                Expectation.of(load, sent).findingAboutAll("in its files", rows).stream()
                        .toList());
    }

    private long rows() throws IOException, InterruptedException {
        URI url = server().url().resolve("/rows");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
            return Long.parseLong(answer.body());
        }
    }

    private BaselineProcess server() {
        return Objects.requireNonNull(server, "not started");
    }
}
