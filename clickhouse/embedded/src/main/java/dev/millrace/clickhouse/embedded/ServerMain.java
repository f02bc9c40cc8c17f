package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The server's own process. Started by {@link EmbeddedClickHouse} with four arguments: data directory, engine library,
 * HTTP port, TCP port; the passwords come in the environment.
 *
 * <p>The engine takes over the signals that the JVM uses inside (it reports its own crashes), so this JVM runs
 * interpreted (compiled code polls for safepoints by way of SIGSEGV) and does next to nothing while the engine runs.
 */
final class ServerMain {
    /**
     * The engine is clickhouse-local, which is a server for as long as its script runs. The statements: listen; tell
     * the parent where; wait for the end of standard input.
     */
    private static final String SCRIPT = """
            SYSTEM START LISTEN HTTP;
            SYSTEM START LISTEN TCP;
            SELECT 'ready', getServerPort('http_port'), getServerPort('tcp_port')
                INTO OUTFILE '/dev/stdout' APPEND FORMAT TSV;
            INSERT INTO FUNCTION null('line String') FROM INFILE '/dev/stdin' FORMAT LineAsString;
            """;

    private static final List<String> CONFIG_FILES = List.of("config.xml", "users.xml", "users.d/embedded.xml");

    private ServerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Posix posix = new Posix();
        posix.ignoreRequestsToEnd();
        ParentWatch parentWatch = ParentWatch.start(System.in, posix);
        ServerFiles files = new ServerFiles(Path.of(args[0]));
        Optional<DirectoryLock> lock = DirectoryLock.acquire(files.lock());
        if (lock.isEmpty()) {
            report(new StartReport.DirectoryLocked(DirectoryLock.owner(files.lock())));
            return;
        }
        try (DirectoryLock held = lock.get()) {
            parentWatch.hasLock(held);
            serve(files, Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        }
        System.err.flush();
        posix.exitNow(0); // the tables are closed; the engine's exit handlers have nothing to add
    }

    private static void serve(ServerFiles files, Path library, int httpPort, int tcpPort) throws IOException {
        for (int port : new int[] {httpPort, tcpPort}) {
            if (isTaken(port)) {
                report(new StartReport.PortTaken(port));
                return;
            }
        }
        writeConfig(files.config());
        new Engine(library).run(commandLine(files, httpPort, tcpPort)).ifPresent(System.err::println);
    }

    private static List<String> commandLine(ServerFiles files, int httpPort, int tcpPort) {
        return List.of(
                "clickhouse",
                "--config-file=" + files.config().resolve("config.xml"),
                "--path=" + files.engine(),
                "--logger.log=" + files.log(),
                "--http_port=" + httpPort,
                "--tcp_port=" + tcpPort,
                "--background_pool_size=" + Math.max(2, Runtime.getRuntime().availableProcessors()),
                // For this script only: over the network the user it runs as may do nothing (users.d/embedded.xml).
                "--readonly=0",
                "--max_query_size=262144",
                "--query=" + SCRIPT);
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return false;
        } catch (IOException taken) {
            return true;
        }
    }

    private static void writeConfig(Path directory) throws IOException {
        for (String name : CONFIG_FILES) {
            Path target = directory.resolve(name);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            try (InputStream in = Objects.requireNonNull(ServerMain.class.getResourceAsStream(name), name)) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void report(StartReport report) {
        System.out.println(report.toLine());
        System.out.flush();
    }
}
