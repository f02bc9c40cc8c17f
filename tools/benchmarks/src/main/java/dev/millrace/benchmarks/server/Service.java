package dev.millrace.benchmarks.server;

import dev.millrace.benchmarks.CommonOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real service in a process of its own, started as {@code ./run} starts it. Thread-safe. */
public final class Service implements AutoCloseable {
    /** Settings of a service that only makes the tables: rows that come after an hour was sealed would mark it. */
    public static final Map<String, String> NEVER_SEALING = Map.of("MILLRACE_ROLLUP_LATENESS", "999999h");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final URI url;

    private Service(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it and waits until it is ready: then the tables are there. */
    public static Service start(Database database, Path dataDir, Map<String, String> settings)
            throws IOException, InterruptedException {
        Files.createDirectories(dataDir);
        Path log = dataDir.resolve("millrace.log");
        int port = freePort();
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + CommonOptions.repository().resolve("api/jvm.options"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.Millrace");
        command.environment().putAll(database.environment());
        command.environment().putAll(settings);
        command.environment().put("MILLRACE_PORT", Integer.toString(port));
        command.environment().put("MILLRACE_DATA_DIR", dataDir.toString());
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Service service = new Service(command.start(), URI.create("http://127.0.0.1:" + port));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        service.awaitReady(log);
        return service;
    }

    /**
     * An answer.
     *
     * @param wallMicros how long it took until it was read to its end
     */
    public record Answer(String body, long wallMicros) {}

    /** Gets a path, which has to be answered 200. */
    public Answer get(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> response = ask(path);
        long wall = (System.nanoTime() - start) / 1000;
        if (response.statusCode() != 200) {
            throw new IOException("%s answered %d: %s".formatted(path, response.statusCode(), response.body()));
        }
        return new Answer(response.body(), wall);
    }

    /** Lets the whole process stand still. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -%s ended with %d".formatted(name, code));
        }
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IOException("Millrace ended:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return ask("/health/readiness").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
