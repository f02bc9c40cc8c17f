package dev.millrace.broker.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A real Kafka broker that gets its settings as the image apache/kafka does: the image's own program makes properties of the variables in
 * its environment and formats the directory. Lives no longer than this JVM. For one thread at a time.
 */
public final class ImageBroker implements AutoCloseable {
    private static final String FILE = "server.properties";

    private final Path directory;
    private final Process process;

    private ImageBroker(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Returns that many ports on which nothing listens. */
    public static List<Integer> freePorts(int count) throws IOException {
        return KafkaCluster.ports(count);
    }

    /**
     * Starts one without waiting for it: a broker is not ready before most of its cluster is there.
     *
     * @param directory a new one, for its files
     * @param environment what a container would have; KAFKA_LOG_DIRS is a directory of this machine
     */
    public static ImageBroker launch(Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path settings = setUp(directory, environment);
        ProcessBuilder command = java(directory, KafkaBrokerMain.class.getName(), settings.toString());
        command.environment().putAll(environment);
        return new ImageBroker(directory, command.start());
    }

    private static Path setUp(Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path defaults = Files.createDirectories(directory.resolve("defaults"));
        Path mounted = Files.createDirectories(directory.resolve("mounted"));
        Path made = Files.createDirectories(directory.resolve("made"));
        Files.createFile(defaults.resolve(FILE));
        ProcessBuilder command = java(
                directory,
                "kafka.docker.KafkaDockerWrapper",
                "setup",
                "--default-configs-dir",
                defaults.toString(),
                "--mounted-configs-dir",
                mounted.toString(),
                "--final-configs-dir",
                made.toString());
        command.environment().putAll(environment);
        int code = command.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(log(directory).toFile()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("The program of the image ended with %s; see %s".formatted(code, log(directory)));
        }
        return withCluster(made.resolve(FILE), environment);
    }

    /** Adds what {@link KafkaBrokerMain} has to know in order to find the directory formatted. */
    private static Path withCluster(Path file, Map<String, String> environment) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        settings.setProperty("cluster.id", environment.getOrDefault("CLUSTER_ID", ""));
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }

    private static ProcessBuilder java(Path directory, String... words) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                KafkaBroker.classPath());
        command.command().addAll(List.of(words));
        return command.redirectError(
                ProcessBuilder.Redirect.appendTo(log(directory).toFile()));
    }

    private static Path log(Path directory) {
        return directory.resolve("broker.log");
    }

    /** Waits until it serves clients. */
    public void awaitReady() throws IOException {
        KafkaBroker.awaitReady(process, log(directory));
    }

    /** Ends it as a crash would and returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
