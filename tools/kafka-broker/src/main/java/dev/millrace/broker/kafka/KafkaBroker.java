package dev.millrace.broker.kafka;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker, a cluster of one KRaft node, in a process of its own that lives no longer than this JVM. Its topics and groups are
 * in its directory and are there again after a restart, also after {@link #kill}.
 *
 * <p>For one thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    /** Names the variable with the directory of this module's build, for a process that has only its classes. */
    public static final String HOME = "MILLRACE_KAFKA_BROKER_HOME";

    /** Any 16 bytes: this cluster never meets another one. */
    private static final String CLUSTER = "bWlsbHJhY2UtdGVzdHMtMQ";

    private final Path directory;
    private final int port;
    private final Options options;
    private Process process;

    /**
     * Says how clients reach the broker.
     *
     * @param protocol of the listener: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL
     * @param settings of the broker, beside its own or instead of them
     * @param scram a user of SCRAM, as Kafka's storage tool takes it; null if there is none
     * @param jvm options of its JVM, beside its own
     */
    public record Options(
            String protocol,
            Map<String, String> settings,
            @Nullable String scram,
            List<String> jvm) {
        /** Lets everybody come in, and encrypts nothing. */
        public static final Options PLAIN = new Options("PLAINTEXT", Map.of());

        /** Has no users of SCRAM. */
        public Options(String protocol, Map<String, String> settings) {
            this(protocol, settings, null, List.of());
        }
    }

    private KafkaBroker(Path directory, int port, Options options) throws IOException {
        this.directory = directory;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** Starts one that everybody may use, on a free port, and waits until it is ready (two to four seconds). */
    public static KafkaBroker start(Path directory) throws IOException {
        return start(directory, Options.PLAIN);
    }

    /** Starts one that is reached as the options say. */
    public static KafkaBroker start(Path directory, Options options) throws IOException {
        return new KafkaBroker(directory, freePort(), options);
    }

    /** Starts one on a given port; for {@link KafkaCluster}, whose brokers must know each other beforehand. */
    static KafkaBroker start(Path directory, int port, Options options) throws IOException {
        return new KafkaBroker(directory, port, options);
    }

    /** Returns where it listens, {@code 127.0.0.1:PORT}. It stays the same over restarts. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns the number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash would and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops the process where it is, as a machine that hangs would; {@link #resume} lets it go on. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets a frozen process go on. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Lets it go on if it is frozen, and starts it again if it has ended. */
    void resumeOrStart() throws IOException {
        if (!process.isAlive()) {
            startAgain();
            return;
        }
        try {
            resume();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill %s ended with %s".formatted(name, code));
        }
    }

    /** Starts it again after {@link #kill} or {@link #close}, on the same port with the same data. */
    public void startAgain() throws IOException {
        process = launch();
    }

    /** Stops it: clients are told, the data is closed. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // Its end of the pipe is closed: it has ended or is about to.
        }
        try {
            if (!process.waitFor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve("broker.log");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                classPath(),
                KafkaBrokerMain.class.getName(),
                settingsFile().toString()));
        words.addAll(1, options.jvm());
        ProcessBuilder command =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        String scram = options.scram();
        if (scram != null) {
            command.environment().put(KafkaBrokerMain.SCRAM, scram);
        }
        Process started = command.start();
        awaitReady(started, log);
        return started;
    }

    /** The port of the controller is found anew at each start: only the node itself uses it. */
    private Path settingsFile() throws IOException {
        int controller = freePort();
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "cluster.id",
                CLUSTER,
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "CLIENTS://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s".formatted(port, controller),
                "advertised.listeners",
                "CLIENTS://127.0.0.1:" + port,
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,CLIENTS:" + options.protocol(),
                "inter.broker.listener.name",
                "CLIENTS",
                "log.dirs",
                directory.resolve("data").toString()));
        settings.putAll(Map.of(
                "offsets.topic.num.partitions", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "auto.create.topics.enable", "false",
                // By default 128 MB are taken at once.
                "log.cleaner.dedupe.buffer.size", "2097152"));
        settings.putAll(options.settings());
        Path file = directory.resolve("broker.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }

    /** Reads its output to the end, in a thread that ends with it: a full pipe would block it. */
    static void awaitReady(Process started, Path log) throws IOException {
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(KafkaBrokerMain.READY)) {
                Thread.ofVirtual()
                        .name("broker-output")
                        .start(() -> lines.lines().forEach(_ -> {}));
                return;
            }
        }
        started.destroyForcibly();
        throw new IOException("The Kafka broker ended before it was ready; see " + log);
    }

    /** The classes of this module, and the libraries that the build put beside them: only its process may have those. */
    static String classPath() throws IOException {
        Path classes;
        try {
            classes = Path.of(Objects.requireNonNull(
                            KafkaBroker.class.getProtectionDomain().getCodeSource())
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("The broker's module is in an unusual place", e);
        }
        String home = System.getenv(HOME);
        Path libraries = home == null ? classes.resolveSibling("lib") : Path.of(home, "lib");
        if (!Files.isDirectory(libraries)) {
            throw new IOException(libraries + " is not there: build tools/kafka-broker first");
        }
        return classes + File.pathSeparator + libraries + File.separator + "*";
    }

    /** Below the ports that the system gives to clients: one of them could have it before the broker, or while that is away. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException taken) {
                // another one
            }
        }
    }
}
