package dev.millrace.clickhouse.embedded;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Objects;

/** The command that starts the server's process: this JVM's java, as small as it gets, running {@link ServerMain}. */
final class ServerCommand {
    private ServerCommand() {}

    static ProcessBuilder of(EmbeddedConfig config, ServerFiles files, Path library) {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xint", // see ServerMain
                        "-Xmx32m",
                        "-Xss8m", // the engine loads its tables on this JVM's main thread
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+DisplayVMOutputToStderr",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath().toString(),
                        ServerMain.class.getName(),
                        config.dataDir().toString(),
                        library.toString(),
                        Integer.toString(config.httpPort()),
                        Integer.toString(config.tcpPort()))
                .directory(config.dataDir().toFile())
                .redirectError(files.errors().toFile());
        setEnvironment(builder.environment(), config.credentials());
        return builder;
    }

    /** Sets only the variables that the server needs: it must not see the parent's secrets, and its JVM not the parent's options. */
    private static void setEnvironment(Map<String, String> environment, Credentials credentials) {
        environment.keySet().removeIf(name -> !name.equals("LANG") && !name.startsWith("LC_"));
        environment.put("TZ", "UTC");
        environment.put("MILLRACE_CLICKHOUSE_INGEST_PASSWORD", xmlText(credentials.ingestPassword()));
        environment.put("MILLRACE_CLICKHOUSE_REPORT_PASSWORD", xmlText(credentials.reportPassword()));
        environment.put("MILLRACE_CLICKHOUSE_ROLLUP_PASSWORD", xmlText(credentials.rollupPassword()));
        environment.put("MILLRACE_CLICKHOUSE_ADMIN_PASSWORD", xmlText(credentials.adminPassword()));
    }

    /** ClickHouse parses the value of {@code from_env} as XML. */
    private static String xmlText(String password) {
        return password.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** Returns this module's jar or class directory; its code needs only the JDK at run time. */
    private static Path classPath() {
        CodeSource source =
                Objects.requireNonNull(ServerMain.class.getProtectionDomain().getCodeSource(), "code source");
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
