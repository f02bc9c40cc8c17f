package dev.millrace.processes;

import dev.millrace.clickhouse.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a service is started.
 *
 * @param dataDir where it keeps everything
 * @param log its output is appended to this file
 * @param port where it listens
 * @param environment its settings, and whatever else it is to find in its environment
 * @param jvmOptions after those that {@code ./run} uses
 */
public record Launch(Path dataDir, Path log, int port, Map<String, String> environment, List<String> jvmOptions) {
    /** Copies. */
    public Launch {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** On a port that is free now, with nothing but the options of {@code ./run}. */
    public static Launch of(Path dataDir, Map<String, String> environment) throws IOException {
        return new Launch(dataDir, dataDir.resolve("millrace.log"), freePort(), environment, List.of());
    }

    /** The same with more, or other, settings. */
    public Launch with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(settings);
        return new Launch(dataDir, log, port, all, jvmOptions);
    }

    /** The same with other options for the JVM. */
    public Launch withJvmOptions(List<String> options) {
        return new Launch(dataDir, log, port, environment, options);
    }

    /** A port that nobody listens on at the moment. */
    public static int freePort() throws IOException {
        return FreePort.find();
    }
}
