package dev.millrace.processes;

import dev.millrace.clickhouse.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a start of the service.
 *
 * @param dataDir the directory of its data
 * @param log its output is appended to this file
 * @param port where it listens
 * @param environment its settings, and other variables of its environment
 * @param jvmOptions after those that {@code ./run} uses
 * @param checkout the directory of another build that is started in place of this one
 */
public record Launch(
        Path dataDir,
        Path log,
        int port,
        Map<String, String> environment,
        List<String> jvmOptions,
        Optional<Path> checkout) {
    /** Copies. */
    public Launch {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** A launch of this build. */
    public Launch(Path dataDir, Path log, int port, Map<String, String> environment, List<String> jvmOptions) {
        this(dataDir, log, port, environment, jvmOptions, Optional.empty());
    }

    /** Makes a launch on a free port, with only the options of {@code ./run}. */
    public static Launch of(Path dataDir, Map<String, String> environment) throws IOException {
        return new Launch(dataDir, dataDir.resolve("millrace.log"), freePort(), environment, List.of());
    }

    /** Adds or replaces settings. */
    public Launch with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(settings);
        return new Launch(dataDir, log, port, all, jvmOptions, checkout);
    }

    /** Adds options for the JVM. */
    public Launch withJvmOptions(List<String> options) {
        return new Launch(dataDir, log, port, environment, options, checkout);
    }

    /** Starts the build of another checkout. */
    public Launch ofCheckout(Path directory) {
        return new Launch(dataDir, log, port, environment, jvmOptions, Optional.of(directory));
    }

    /** A port that nobody listens on at the moment. */
    public static int freePort() throws IOException {
        return FreePort.find();
    }
}
