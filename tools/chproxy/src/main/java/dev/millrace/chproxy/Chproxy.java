package dev.millrace.chproxy;

import dev.millrace.clickhouse.embedded.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real chproxy that runs {@code chproxy/chproxy.yml}: only addresses are others, and a server that a test does not have is left out.
 * Ends with this JVM, however that ends.
 */
public final class Chproxy implements AutoCloseable {
    /** Waits for chproxy, and ends it as soon as the other end of standard input is closed. */
    private static final String SCRIPT = """
            exec 3<&0
            "$0" -config "$1" </dev/null 3<&- &
            proxy=$!
            { cat <&3 >/dev/null; kill -9 $proxy; } 2>/dev/null &
            wait $proxy
            """;

    private static final Pattern NODE = Pattern.compile("\\s*- (clickhouse-\\d-\\d:8123)");
    private static final String LISTEN = "listen_addr: \":9090\"";
    private static final long START_SECONDS = 30;
    private static final long END_SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path program;
    private final Path config;
    private final Path log;
    private final URI url;
    private final Map<String, String> environment;
    private Process process;

    private Chproxy(Path program, Path directory, URI url, Map<String, String> environment) throws IOException {
        this.program = program;
        this.config = directory.resolve("chproxy.yml");
        this.log = directory.resolve("chproxy.log");
        this.url = url;
        this.environment = environment;
        this.process = launch();
    }

    /**
     * Starts a chproxy and waits until it answers.
     *
     * @param servers the address of each existing server, by its name in the file: {@code clickhouse-1-1:8123}
     * @param change a change of the file for a test, besides addresses
     * @throws NoGoException if Go is missing, so that it cannot be built
     */
    public static Chproxy start(
            Path directory, Map<String, URI> servers, Credentials credentials, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        Path program = ChproxyProgram.installed();
        Files.createDirectories(directory);
        int port = freePort();
        String text = change.apply(production());
        Files.writeString(directory.resolve("chproxy.yml"), withAddresses(text, servers, port));
        Chproxy chproxy = new Chproxy(
                program,
                directory,
                URI.create("http://127.0.0.1:" + port),
                Map.of(
                        "MILLRACE_CLICKHOUSE_INGEST_PASSWORD", credentials.ingestPassword(),
                        "MILLRACE_CLICKHOUSE_REPORT_PASSWORD", credentials.reportPassword(),
                        "MILLRACE_CLICKHOUSE_ROLLUP_PASSWORD", credentials.rollupPassword(),
                        "MILLRACE_CLICKHOUSE_ADMIN_PASSWORD", credentials.adminPassword()));
        chproxy.awaitAnswer();
        return chproxy;
    }

    /** Starts a chproxy with the configuration of production, except for addresses. */
    public static Chproxy start(Path directory, Map<String, URI> servers, Credentials credentials)
            throws IOException, InterruptedException {
        return start(directory, servers, credentials, UnaryOperator.identity());
    }

    /** The file as it is in production. */
    public static String production() throws IOException {
        return Files.readString(ChproxyProgram.directory().resolve("chproxy.yml"));
    }

    private static String withAddresses(String text, Map<String, URI> servers, int port) {
        if (!text.contains(LISTEN)) {
            throw new IllegalStateException("chproxy.yml does not say " + LISTEN);
        }
        StringBuilder file = new StringBuilder();
        for (String line : text.replace(LISTEN, "listen_addr: \"127.0.0.1:%s\"".formatted(port))
                .lines()
                .toList()) {
            Matcher node = NODE.matcher(line);
            if (!node.matches()) {
                file.append(line).append('\n');
                continue;
            }
            URI server = servers.get(node.group(1));
            if (server != null) {
                file.append(line.replace(node.group(1), server.getAuthority())).append('\n');
            }
        }
        return file.toString();
    }

    /** Returns the address at which it listens. */
    public URI url() {
        return url;
    }

    /** Returns its output since it was first started. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Returns all of its metrics, as Prometheus reads them. */
    public String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** The sum of those figures whose names and labels begin so; 0 if there is none. */
    public double metric(String beginning) throws IOException, InterruptedException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("chproxy does not end");
            }
        } catch (IOException gone) {
            // Its end of the pipe is closed: it has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again where it was. */
    public void startAgain() throws IOException, InterruptedException {
        kill();
        process = launch();
        awaitAnswer();
    }

    private Process launch() throws IOException {
        ProcessBuilder command = new ProcessBuilder("sh", "-c", SCRIPT, program.toString(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Nothing else: what it needs has to be documented.
        command.environment().keySet().retainAll(Set.of("PATH"));
        command.environment().putAll(environment);
        return command.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                metrics();
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    kill();
                    throw new IOException("chproxy does not answer:\n" + output(), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Override
    public void close() {
        kill();
    }
}
