package dev.millrace.testing;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.embedded.EmbeddedClickHouse;
import dev.millrace.clickhouse.embedded.EmbeddedConfig;
import dev.millrace.clickhouse.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A real ClickHouse that a test can ask, kill and start again at the same address. */
public final class TestClickHouse implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Credentials credentials;
    private final Path directory;
    private EmbeddedClickHouse server;

    private TestClickHouse(Path directory, Credentials credentials) throws IOException {
        this.credentials = credentials;
        this.directory = directory;
        this.server =
                EmbeddedClickHouse.start(new EmbeddedConfig(directory, FreePort.find(), FreePort.find(), credentials));
    }

    private static final class Shared {
        private static final TestClickHouse SERVER = start();

        private static TestClickHouse start() {
            try {
                TestClickHouse server = in(Files.createTempDirectory("millrace-clickhouse"));
                Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One for all tests that only write rows of users that nobody else writes; ends with the JVM. */
    public static TestClickHouse shared() {
        return Shared.SERVER;
    }

    /** One for a test that breaks it. */
    public static TestClickHouse in(Path directory) throws IOException {
        return in(directory, Credentials.random());
    }

    /** One of several with the same passwords. */
    public static TestClickHouse in(Path directory, Credentials credentials) throws IOException {
        return new TestClickHouse(directory, credentials);
    }

    /** Its HTTP interface. */
    public URI url() {
        return server.httpUrl();
    }

    /** The settings that lead a service to it. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("millrace.clickhouse.url", server.httpUrl().toString());
        properties.putAll(passwords(credentials));
        return properties;
    }

    /** The settings of a service's passwords. */
    static Map<String, String> passwords(Credentials credentials) {
        return Map.of(
                "millrace.clickhouse.ingest-password", credentials.ingestPassword(),
                "millrace.clickhouse.report-password", credentials.reportPassword(),
                "millrace.clickhouse.rollup-password", credentials.rollupPassword(),
                "millrace.clickhouse.admin-password", credentials.adminPassword());
    }

    /** The same as environment variables, for a service in a process of its own. */
    public Map<String, String> environment() {
        return asEnvironment(properties());
    }

    /** What the variables are called that say the same as properties. */
    static Map<String, String> asEnvironment(Map<String, Object> properties) {
        Map<String, String> environment = new HashMap<>();
        properties.forEach((name, value) ->
                environment.put(name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT), value.toString()));
        return environment;
    }

    /** Executes a statement as admin and returns the answer without the last line end. */
    public String query(String statement) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.httpUrl() + "/"))
                .header("X-ClickHouse-User", "admin")
                .header("X-ClickHouse-Key", credentials.adminPassword())
                .POST(BodyPublishers.ofString(statement))
                .build();
        HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("%s: %s".formatted(statement, response.body()));
        }
        return response.body().stripTrailing();
    }

    /** Lets it hang: connections are taken and nothing is answered, until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Ends a {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -%s %s ended with %s".formatted(name, server.pid(), code));
        }
    }

    /** Ends it as a power cut would. */
    public void kill() {
        server.kill();
    }

    /** Starts it again where it was. */
    public void startAgain() throws IOException {
        server = EmbeddedClickHouse.start(
                new EmbeddedConfig(directory, server.httpUrl().getPort(), server.tcpPort(), credentials));
    }

    @Override
    public void close() {
        server.close();
    }
}
