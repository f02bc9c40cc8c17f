package dev.millrace.gate;

import jakarta.inject.Singleton;

/** Makes a {@link GateHandler} for each connection. */
@Singleton
final class GateHandlers {
    private final Gate gate;
    private final Answers answers;
    private final GateMetrics metrics;
    private final Connections connections;
    private final HttpConfig config;

    GateHandlers(Gate gate, Answers answers, GateMetrics metrics, Connections connections, HttpConfig config) {
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.connections = connections;
        this.config = config;
    }

    GateHandler forConnection() {
        return new GateHandler(gate, answers, metrics, connections, config);
    }
}
