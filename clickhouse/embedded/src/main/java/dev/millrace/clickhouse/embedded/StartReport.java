package dev.millrace.clickhouse.embedded;

import java.util.Optional;

/** The one line that the server's process writes to its standard output: how starting went. */
sealed interface StartReport {
    /** Both ports listen. Written by the engine itself, as the result of a query. */
    record Ready(int httpPort, int tcpPort) implements StartReport {}

    /** Another server has the data directory; {@code pid} is 0 if unknown. */
    record DirectoryLocked(long pid) implements StartReport {}

    record PortTaken(int port) implements StartReport {}

    default String toLine() {
        return switch (this) {
            case Ready(int httpPort, int tcpPort) -> "ready\t" + httpPort + "\t" + tcpPort;
            case DirectoryLocked(long pid) -> "locked\t" + pid;
            case PortTaken(int port) -> "port\t" + port;
        };
    }

    /** Empty when the line is anything else: then the process has failed in a way that only its log tells. */
    static Optional<StartReport> parse(String line) {
        String[] fields = line.split("\t", -1);
        return switch (fields[0]) {
            case "ready" -> Optional.of(new Ready(Integer.parseInt(fields[1]), Integer.parseInt(fields[2])));
            case "locked" -> Optional.of(new DirectoryLocked(Long.parseLong(fields[1])));
            case "port" -> Optional.of(new PortTaken(Integer.parseInt(fields[1])));
            default -> Optional.empty();
        };
    }
}
