package dev.millrace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few settings that are needed before everything else; the others are read by the parts that they concern.
 *
 * @param asksForKeys true if there is a file of keys or of issuers
 * @param clickHouseUrl a server to use instead of an embedded one
 * @param needsClickHouse false if all that runs here does without
 * @param embedsKafka true for a broker as a child process
 * @param overrides properties that come before the environment's; none but in tests
 */
record Settings(
        Path dataDir,
        String host,
        boolean allowOpenAccess,
        boolean asksForKeys,
        @Nullable String clickHouseUrl,
        boolean needsClickHouse,
        boolean embedsKafka,
        Map<String, Object> overrides) {
    private static final Pattern CLICKHOUSE_URL = Pattern.compile("https?://[^/:@\\s]+(:\\d{1,5})?");
    private static final int MAX_PORT = 65_535;

    /** @throws StartupException if one of them has an invalid value */
    static Settings from(Map<String, String> environment) {
        checkPort(environment.getOrDefault("MILLRACE_PORT", "8080"));
        checkLogFormat(environment.getOrDefault("MILLRACE_LOG_FORMAT", "text"));
        checkUrl(environment.get("MILLRACE_CLICKHOUSE_URL"));
        boolean hasKeys = namesFile("MILLRACE_AUTH_KEYS_FILE", environment);
        boolean hasIssuers = namesFile("MILLRACE_AUTH_OIDC_FILE", environment);
        return new Settings(
                Path.of(environment.getOrDefault("MILLRACE_DATA_DIR", "data")).toAbsolutePath(),
                environment.getOrDefault("MILLRACE_HOST", "127.0.0.1"),
                Boolean.parseBoolean(environment.getOrDefault("MILLRACE_ALLOW_OPEN_ACCESS", "false")),
                hasKeys || hasIssuers,
                environment.get("MILLRACE_CLICKHOUSE_URL"),
                !environment.getOrDefault("MILLRACE_ROLES", "").strip().equalsIgnoreCase("accept"),
                embedsKafka(environment),
                Map.of());
    }

    private static boolean namesFile(String variable, Map<String, String> environment) {
        String file = environment.get(variable);
        if (file != null && file.isBlank()) {
            throw new StartupException(variable + "= is empty: name a file, or do not set it.");
        }
        return file != null;
    }

    private static boolean embedsKafka(Map<String, String> environment) {
        String kafka = environment.getOrDefault("MILLRACE_KAFKA", "");
        if (!kafka.isEmpty() && !kafka.equals("embedded")) {
            throw new StartupException(
                    "MILLRACE_KAFKA=%s must be embedded, or not be set: MILLRACE_KAFKA_BOOTSTRAP_SERVERS names brokers."
                            .formatted(kafka));
        }
        if (!kafka.isEmpty() && environment.containsKey("MILLRACE_KAFKA_BOOTSTRAP_SERVERS")) {
            throw new StartupException(
                    "MILLRACE_KAFKA=embedded and MILLRACE_KAFKA_BOOTSTRAP_SERVERS exclude each other.");
        }
        return !kafka.isEmpty();
    }

    private static void checkPort(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new StartupException("MILLRACE_PORT=%s is no port: use 1 to %s.".formatted(text, MAX_PORT));
    }

    private static void checkLogFormat(String format) {
        if (!format.equals("text") && !format.equals("json")) {
            throw new StartupException(
                    "MILLRACE_LOG_FORMAT=%s is no format of the log: use text or json.".formatted(format));
        }
    }

    /** @throws StartupException if another program listens there; checked before anything else starts */
    static void checkPortIsFree(Map<String, String> environment) {
        int port = Integer.parseInt(environment.getOrDefault("MILLRACE_PORT", "8080"));
        String host = environment.getOrDefault("MILLRACE_HOST", "127.0.0.1");
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new StartupException(
                    "Port %s of %s cannot be listened on (%s): stop the program that has it, or set MILLRACE_PORT to a free port."
                            .formatted(port, host, e.getMessage()),
                    e);
        }
    }

    private static void checkUrl(@Nullable String text) {
        if (text != null && !CLICKHOUSE_URL.matcher(text).matches()) {
            // It may have a password.
            throw new StartupException("MILLRACE_CLICKHOUSE_URL=%s is not of the form http://host:port."
                    .formatted(text.contains("@") ? "..." : text));
        }
    }

    /** @throws StartupException if other machines could reach a service that asks for no keys */
    void checkSafe() {
        checkSafe("MILLRACE_HOST", host);
    }

    /**
     * Checks an address to listen on.
     *
     * @param variable its setting, for the message
     * @throws StartupException if other machines could reach a service that asks for no keys
     */
    void checkSafe(String variable, String address) {
        try {
            if (!asksForKeys
                    && !allowOpenAccess
                    && !InetAddress.getByName(address).isLoopbackAddress()) {
                throw new StartupException(
                        "%s=%s would let everybody on the network post events and read reports: name a file of keys in"
                                        .formatted(variable, address)
                                + " MILLRACE_AUTH_KEYS_FILE (./run key create makes them), put an authenticating proxy in front and set"
                                + " MILLRACE_ALLOW_OPEN_ACCESS=true, or stay on 127.0.0.1.");
            }
        } catch (UnknownHostException e) {
            throw new StartupException("%s=%s is no address of this machine.".formatted(variable, address), e);
        }
    }
}
