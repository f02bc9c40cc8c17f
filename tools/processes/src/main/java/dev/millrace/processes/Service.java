package dev.millrace.processes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The real service in a process of its own, started as {@code ./run} starts it. It ends with this JVM at the latest. Thread-safe. */
public final class Service implements AutoCloseable {
    /** Settings of a service that only makes the tables: rows that come after an hour was sealed would mark it. */
    public static final Map<String, String> NEVER_SEALING = Map.of("MILLRACE_ROLLUP_LATENESS", "999999h");

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** A service that is not ready after so long waits for something that will not come. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Process process;
    private final Path log;
    private final URI url;

    private Service(Process process, Path log, URI url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /** Starts it and waits until it is ready: then the tables are there. */
    public static Service start(Database database, Path dataDir, Map<String, String> settings)
            throws IOException, InterruptedException {
        Service service = launch(Launch.of(dataDir, database.environment()).with(settings));
        service.awaitReady();
        return service;
    }

    /** Returns the files that a start reads. */
    public static List<Path> programFiles() {
        return Program.found().files();
    }

    /** Starts it and returns at once. */
    public static Service launch(Launch launch) throws IOException {
        Files.createDirectories(launch.dataDir());
        Path log = launch.log();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path checkout = launch.checkout().orElseGet(Repository::root);
        words.add("@" + checkout.resolve("api/jvm.options"));
        words.addAll(launch.jvmOptions());
        Program program = launch.checkout().isPresent() ? Program.of(checkout) : Program.found();
        words.addAll(program.arguments());
        ProcessBuilder command = new ProcessBuilder(words);
        // As ./run sets them.
        command.environment().putAll(Map.of("MALLOC_ARENA_MAX", "2", "MALLOC_MMAP_THRESHOLD_", "131072"));
        command.environment().putAll(launch.environment());
        command.environment().put("MILLRACE_PORT", Integer.toString(launch.port()));
        command.environment().put("MILLRACE_DATA_DIR", launch.dataDir().toString());
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Service service = new Service(command.start(), log, URI.create("http://127.0.0.1:" + launch.port()));
        Children.endWithThisJvm(service.process);
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
            throw new IOException("%s answered %s: %s".formatted(path, response.statusCode(), response.body()));
        }
        return new Answer(response.body(), wall);
    }

    /** Gets a path, whatever the answer is; waits for up to a minute. */
    public HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /** Gets a path with a key or token, which has to be answered 200. */
    public String getAs(String credential, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + credential)
                .timeout(ANSWER_TIMEOUT)
                .build();
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("%s answered %s: %s".formatted(path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    /** Waits until it takes events and answers reports, up to five minutes. */
    public void awaitReady() throws IOException, InterruptedException {
        awaitReady(() -> {});
    }

    /**
     * Waits until it takes events and answers reports, up to five minutes.
     *
     * @param meanwhile run repeatedly
     */
    public void awaitReady(Meanwhile meanwhile) throws IOException, InterruptedException {
        await("/health/readiness", meanwhile);
    }

    /** Waits until it answers, up to five minutes; ClickHouse may be away. */
    public void awaitAnswer() throws IOException, InterruptedException {
        await("/health", () -> {});
    }

    /** An action to repeat while waiting for a service. */
    public interface Meanwhile {
        /** Runs the action. */
        void run() throws IOException, InterruptedException;
    }

    private void await(String path, Meanwhile meanwhile) throws IOException, InterruptedException {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isOk(path)) {
            if (!process.isAlive()) {
                throw new IOException("Millrace ended:\n" + Files.readString(log));
            }
            if (System.nanoTime() > until) {
                throw new IOException("%s%s was not answered with 200 for %s; its log:%n%s"
                        .formatted(url, path, START_TIMEOUT, Files.readString(log)));
            }
            meanwhile.run();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean isOk(String path) throws InterruptedException {
        try {
            return ask(path).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns the address at which it listens. */
    public URI url() {
        return url;
    }

    /** Returns the file with its output, and that of earlier processes in the same directory. */
    public Path log() {
        return log;
    }

    /** The process's number. */
    public long pid() {
        return process.pid();
    }

    /** Returns false once it has ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lets the whole process stand still (SIGSTOP). */
    public void pause() throws IOException, InterruptedException {
        Signals.send("STOP", process.pid());
    }

    /** Lets it go on (SIGCONT). */
    public void resume() throws IOException, InterruptedException {
        Signals.send("CONT", process.pid());
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Returns its exit code, or empty if it has not ended in that time. */
    public OptionalInt awaitExit(Duration patience) throws InterruptedException {
        return process.waitFor(patience) ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    @Override
    public void close() {
        kill();
    }
}
