package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The smallest controller of the framework, on one transport: it receives the body as bytes and does nothing. */
public final class FrameworkContender implements Contender {
    private final String transport;
    private @Nullable BaselineProcess server;

    public FrameworkContender(String transport) {
        this.transport = transport;
    }

    @Override
    public String name() {
        return "smallest controller, " + transport;
    }

    @Override
    public Role role() {
        return Role.OTHER;
    }

    @Override
    public String settings() {
        return "Micronaut, byte[] body, 202 without a body";
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        if (server == null) {
            server = BaselineProcess.start(stage, name(), port -> program(port, transport, List.of()));
            stage.closeAtEnd(server);
        }
    }

    /** The application with its controllers. */
    public static BaselineProcess.Program program(int port, String transport, List<String> properties) {
        List<String> options = new ArrayList<>(properties);
        options.add("-Dmicronaut.server.port=" + port);
        options.add("-Dmicronaut.server.host=127.0.0.1");
        // The listening socket has settings of its own.
        for (String loops : List.of("netty.event-loops.default", "server.netty.parent", "server.netty.worker")) {
            options.add("-Dmicronaut.%s.transport=%s".formatted(loops, transport));
        }
        return new BaselineProcess.Program("framework.PlainApplication", false, options, List.of());
    }

    @Override
    public Request request() {
        return Request.withIdInPath(server().url(), "/smallest/", "");
    }

    @Override
    public List<Long> pids() {
        return List.of(server().pid());
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) {
        return Outcome.keepsNothing();
    }

    private BaselineProcess server() {
        return Objects.requireNonNull(server, "not started");
    }
}
