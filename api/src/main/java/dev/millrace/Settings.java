package dev.millrace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few settings that are needed before everything else; the others are read by the parts that they concern.
 *
 * @param clickHouseUrl a server to use instead of an embedded one
 * @param overrides properties that come before the environment's; none but in tests
 */
record Settings(
        Path dataDir,
        String host,
        boolean allowOpenAccess,
        @Nullable String clickHouseUrl,
        Map<String, Object> overrides) {
    static Settings from(Map<String, String> environment) {
        return new Settings(
                Path.of(environment.getOrDefault("MILLRACE_DATA_DIR", "data")).toAbsolutePath(),
                environment.getOrDefault("MILLRACE_HOST", "127.0.0.1"),
                Boolean.parseBoolean(environment.getOrDefault("MILLRACE_ALLOW_OPEN_ACCESS", "false")),
                environment.get("MILLRACE_CLICKHOUSE_URL"),
                Map.of());
    }

    /** @throws StartupException if strangers could reach a service that asks nobody for a key */
    void checkSafe() {
        try {
            if (!allowOpenAccess && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new StartupException(
                        "MILLRACE_HOST=%s would let everybody on the network post events and read reports: put an authenticating"
                                        .formatted(host)
                                + " proxy in front and set MILLRACE_ALLOW_OPEN_ACCESS=true, or stay on 127.0.0.1.");
            }
        } catch (UnknownHostException e) {
            throw new StartupException("MILLRACE_HOST=%s is no address of this machine.".formatted(host), e);
        }
    }
}
