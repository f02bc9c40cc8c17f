package dev.millrace.gate;

import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.handler.codec.http.HttpDecoderConfig;
import jakarta.inject.Singleton;

/** Makes what stands in front of the framework for each connection. */
@Singleton
final class GateHandlers {
    private final Gate gate;
    private final Answers answers;
    private final GateMetrics metrics;
    private final Connections connections;
    private final HttpConfig config;
    private final BodyBudget bodies;
    private final HeadBudget heads;
    private final NettyHttpServerConfiguration server;

    GateHandlers(
            Gate gate,
            Answers answers,
            GateMetrics metrics,
            Connections connections,
            HttpConfig config,
            BodyBudget bodies,
            HeadBudget heads,
            NettyHttpServerConfiguration server) {
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.connections = connections;
        this.config = config;
        this.bodies = bodies;
        this.heads = heads;
        this.server = server;
    }

    GateHandler forConnection() {
        return new GateHandler(gate, answers, metrics, connections, config, bodies);
    }

    /** In the place of the framework's, with the same limits. */
    ServerCodec codec() {
        return new ServerCodec(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(server.getMaxInitialLineLength())
                        .setMaxHeaderSize(server.getMaxHeaderSize())
                        .setMaxChunkSize(server.getMaxChunkSize())
                        .setInitialBufferSize(server.getInitialBufferSize()),
                heads);
    }
}
