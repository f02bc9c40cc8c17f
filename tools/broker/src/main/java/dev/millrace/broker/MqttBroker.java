package dev.millrace.broker;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real MQTT broker (HiveMQ Community Edition: MQTT 5 and 3.1.1) in a process of its own, which lives no longer than this JVM. Its
 * sessions, queues and subscriptions are in its directory and are there again after a restart, also after {@link #kill}.
 *
 * <p>For one thread at a time.
 */
public final class MqttBroker implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    private final Path directory;
    private final int port;
    private final @Nullable User user;
    private Process process;

    private record User(String name, String password) {}

    private MqttBroker(Path directory, int port, @Nullable User user) throws IOException {
        this.directory = directory;
        this.port = port;
        this.user = user;
        this.process = launch();
    }

    /** Starts one that everybody may use, on a free port, and waits until it listens (about two seconds). */
    public static MqttBroker start(Path directory) throws IOException {
        return new MqttBroker(directory, freePort(), null);
    }

    /** Starts one that only this user may use. */
    public static MqttBroker startFor(Path directory, String user, String password) throws IOException {
        return new MqttBroker(directory, freePort(), new User(user, password));
    }

    /** Returns the address, {@code mqtt://127.0.0.1:PORT}. It stays the same over restarts. */
    public URI url() {
        return URI.create("mqtt://127.0.0.1:" + port);
    }

    /** The port of {@link #url}. */
    public int port() {
        return port;
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash would and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again after {@link #kill} or {@link #close}, on the same port with the same data. */
    public void startAgain() throws IOException {
        process = launch();
    }

    /** Stops it: the clients are told, the data is closed. */
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
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Dhivemq.log.folder=" + directory.resolve("log"),
                "-cp",
                classPath(),
                BrokerMain.class.getName(),
                directory.toString(),
                Integer.toString(port)));
        ProcessBuilder command =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        User only = user;
        if (only != null) {
            words.add(only.name());
            command.environment().put(BrokerMain.PASSWORD, only.password());
        }
        Process started = command.start();
        awaitReady(started, log);
        return started;
    }

    /** Reads its output to the end, in a thread that ends with it: a full pipe would block it. */
    private static void awaitReady(Process started, Path log) throws IOException {
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(BrokerMain.READY)) {
                Thread.ofVirtual()
                        .name("broker-output")
                        .start(() -> lines.lines().forEach(_ -> {}));
                return;
            }
            said.add(line);
        }
        started.destroyForcibly();
        throw new IOException(
                "The MQTT broker ended before it was ready; see also %s:%n%s".formatted(log, String.join("\n", said)));
    }

    /** The classes of this module, and the libraries that the build put beside them: only its process may have those. */
    private static String classPath() throws IOException {
        Path classes;
        try {
            classes = Path.of(Objects.requireNonNull(
                            MqttBroker.class.getProtectionDomain().getCodeSource())
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("The broker's module is in an unusual place", e);
        }
        Path libraries = classes.resolveSibling("lib");
        if (!Files.isDirectory(libraries)) {
            throw new IOException(libraries + " is not there: build tools/broker first");
        }
        return classes + File.pathSeparator + libraries + File.separator + "*";
    }

    /**
     * Finds a port below those that the system gives to clients: a client could take such a port before the broker does, or while the
     * broker is away.
     */
    private static int freePort() throws IOException {
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
