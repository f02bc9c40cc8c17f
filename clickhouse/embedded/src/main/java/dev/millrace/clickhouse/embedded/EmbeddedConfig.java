package dev.millrace.clickhouse.embedded;

import java.nio.file.Path;

/**
 * The data directory, the ports and the passwords of a server, which always listens on 127.0.0.1. A port out of range, or two equal ports,
 * is an {@link IllegalArgumentException}.
 *
 * @param dataDir owned by one running server at a time; created if missing; holds the tables, the log, the configuration in use and a lock
 * file
 * @param httpPort 1 to 65535, or 0 for any free port
 * @param tcpPort of the native protocol, 1 to 65535, or 0 for any free port
 * @param credentials the users' passwords for this run; they may differ from those of the run before
 */
public record EmbeddedConfig(Path dataDir, int httpPort, int tcpPort, Credentials credentials) {
    private static final int MAX_PORT = 65_535;

    public EmbeddedConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        requirePort("HTTP", httpPort);
        requirePort("TCP", tcpPort);
        if (httpPort != 0 && httpPort == tcpPort) {
            throw new IllegalArgumentException(
                    "ClickHouse needs two ports, but both the HTTP and the TCP port are " + httpPort + ".");
        }
    }

    private static void requirePort(String protocol, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("ClickHouse's " + protocol + " port must be 0 (any free port) to "
                    + MAX_PORT + ", not " + port + ".");
        }
    }
}
