package dev.millrace.testing;

import dev.millrace.clickhouse.embedded.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, started as {@code ./run} starts it, to be killed and stopped. */
public final class MillraceProcess implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Process process;
    private final Path log;
    private final URI url;

    private MillraceProcess(Process process, Path log, URI url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /** Starts it and waits until it answers. Its output goes to {@code millrace.log} in the data directory. */
    public static MillraceProcess start(Path dataDir, Map<String, String> environment)
            throws IOException, InterruptedException {
        Files.createDirectories(dataDir);
        Path log = dataDir.resolve("millrace.log");
        int port = Integer.parseInt(environment.getOrDefault("MILLRACE_PORT", Integer.toString(freePort())));
        ProcessBuilder command = new ProcessBuilder(ServiceCommand.words());
        command.environment().putAll(environment);
        command.environment().put("MILLRACE_PORT", Integer.toString(port));
        command.environment().put("MILLRACE_DATA_DIR", dataDir.toString());
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        MillraceProcess service = new MillraceProcess(command.start(), log, URI.create("http://127.0.0.1:" + port));
        service.awaitAnswer();
        return service;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        while (true) {
            try {
                get("/health");
                return;
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IOException("Millrace ended:\n" + Files.readString(log), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Where it listens. */
    public URI url() {
        return url;
    }

    /** Gets a path. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** Posts JSON and returns the status. */
    public int post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** Deletes a path. */
    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path);
    }

    /** Sends a request without a body. */
    public HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    /** The process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has printed. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; returns its exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    /** A port that nobody listens on at the moment. */
    public static int freePort() throws IOException {
        return FreePort.find();
    }

    /** SIGKILL to it and to its ClickHouse, which otherwise writes to the data directory for some moments more. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        kill();
        for (ProcessHandle descendant : all) {
            descendant.destroyForcibly();
            descendant.onExit().join();
        }
    }
}
