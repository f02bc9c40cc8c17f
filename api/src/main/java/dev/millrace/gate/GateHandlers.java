package dev.millrace.gate;

import dev.millrace.tls.TlsContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import jakarta.inject.Singleton;

/** Makes the handlers in front of the framework for each connection. */
@Singleton
final class GateHandlers {
    private final Gate gate;
    private final RefusalWriter answers;
    private final GateMetrics metrics;
    private final ConnectionCount connections;
    private final HttpConfig config;
    private final BodyBudget bodies;
    private final ConnectionMemory heads;
    private final ConnectionMemory unread;
    private final NettyHttpServerConfiguration server;
    private final TlsContext tls;

    GateHandlers(
            Gate gate,
            RefusalWriter answers,
            GateMetrics metrics,
            ConnectionCount connections,
            HttpConfig config,
            BodyBudget bodies,
            MeterRegistry registry,
            NettyHttpServerConfiguration server,
            TlsContext tls) {
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.connections = connections;
        this.config = config;
        this.bodies = bodies;
        this.heads = new ConnectionMemory(config.maxUnfinishedHeadBytes(), "heads_full", metrics);
        this.unread = new ConnectionMemory(config.maxUnreadBytes(), "unread_full", metrics);
        Gauge.builder("millrace.http.unread.bytes", unread, ConnectionMemory::held)
                .description("Memory of answers that their receivers have not read")
                .register(registry);
        this.server = server;
        this.tls = tls;
    }

    /** Puts TLS in front of all other handlers, if it is on. */
    void encrypt(Channel connection) {
        tls.install(connection, config.headTimeout());
    }

    GateHandler forConnection() {
        return new GateHandler(gate, answers, metrics, connections, config, bodies, unread);
    }

    /** Makes a pacer that stands in front of the codec. */
    PipelinePacer pacer(ServerCodec codec) {
        return new PipelinePacer(codec::requests, heads);
    }

    /** Makes a codec that replaces the framework's, with the same limits. */
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
