package dev.millrace.clickhouse.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A ClickHouse server in a process of its own, which lives no longer than this JVM: when the JVM ends, however it ends,
 * the server finishes or drops what it is doing and is gone within ten seconds, usually at once. Signals that ask
 * processes to end (Ctrl-C in the terminal, a service manager's SIGTERM to everybody) do not end it.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedClickHouse implements AutoCloseable {
    private static final Duration START_TIMEOUT =
            DirectoryLock.PATIENCE_WITH_ENDING_OWNER.plusMinutes(2); // many parts load slowly
    private static final Duration CLOSE_TIMEOUT = ParentWatch.GRACE.plusSeconds(2);
    private static final int PING_TIMEOUT_MILLIS = 10_000;

    private final Process process;
    private final ServerFiles files;
    private final int httpPort;
    private final int tcpPort;

    private EmbeddedClickHouse(Process process, ServerFiles files, StartReport.Ready ready) {
        this.process = process;
        this.files = files;
        httpPort = ready.httpPort();
        tcpPort = ready.tcpPort();
    }

    /**
     * Installs the engine if this user does not have it yet (minutes, over the network), starts a server, and returns when it answers (well
     * under a second; longer with much data). Waits up to 15 seconds for a previous server that is still ending in the same directory.
     *
     * @throws EmbeddedClickHouseException if the server does not run afterwards: the platform is not supported, npm is missing or failed,
     * another server has the directory, a port is taken, the engine failed, or the thread was interrupted
     */
    public static EmbeddedClickHouse start(EmbeddedConfig config) throws EmbeddedClickHouseException {
        Path library = new EngineInstaller(Platform.current(), System.getenv()).install();
        ServerFiles files = new ServerFiles(config.dataDir());
        Process process = launch(config, files, library);
        try {
            EmbeddedClickHouse server = new EmbeddedClickHouse(process, files, awaitReady(process, files));
            server.ping();
            return server;
        } catch (EmbeddedClickHouseException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    /** Returns the address of the HTTP interface, without a path: {@code http://127.0.0.1:<port>}. */
    public URI httpUrl() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** Returns the port of the native protocol on 127.0.0.1. */
    public int tcpPort() {
        return tcpPort;
    }

    public long pid() {
        return process.pid();
    }

    /** ClickHouse's log; it is rotated by size and survives restarts. */
    public Path log() {
        return files.log();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, whoever ended it. */
    public CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /**
     * Lets running queries end (up to 5 s), closes the tables and waits until the process is gone; kills it after
     * 12 s, or at once when the thread is interrupted. Does nothing when it has ended already.
     */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // Its end of the pipe is closed: it has ended or is about to.
        }
        try {
            if (!process.waitFor(CLOSE_TIMEOUT)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process as a crash would (SIGKILL) and returns when it is gone: for tests of what comes after. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static Process launch(EmbeddedConfig config, ServerFiles files, Path library)
            throws EmbeddedClickHouseException {
        try {
            Files.createDirectories(
                    files.logs(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return ServerCommand.of(config, files, library).start();
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "ClickHouse cannot be started in " + config.dataDir() + ": " + failure + ".", failure);
        }
    }

    private static StartReport.Ready awaitReady(Process process, ServerFiles files) throws EmbeddedClickHouseException {
        CompletableFuture<Optional<StartReport>> report =
                CompletableFuture.supplyAsync(() -> readReport(process), Thread.ofVirtual()::start);
        try {
            Optional<StartReport> answer = report.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (answer.isEmpty()) {
                throw new StartFailure(files).exitedEarly();
            }
            return switch (answer.get()) {
                case StartReport.Ready ready -> ready;
                case StartReport.DirectoryLocked locked -> throw new StartFailure(files).directoryLocked(locked.pid());
                case StartReport.PortTaken taken -> throw new StartFailure(files).portTaken(taken.port());
            };
        } catch (TimeoutException timeout) {
            throw new StartFailure(files).noAnswer(START_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedClickHouseException("Starting ClickHouse was interrupted.", interrupted);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Optional<StartReport> readReport(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            return line == null ? Optional.empty() : StartReport.parse(line);
        } catch (IOException noLine) {
            return Optional.empty();
        }
    }

    private void ping() throws EmbeddedClickHouseException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) httpUrl().resolve("/ping").toURL().openConnection();
            connection.setConnectTimeout(PING_TIMEOUT_MILLIS);
            connection.setReadTimeout(PING_TIMEOUT_MILLIS);
            connection.setRequestProperty("Connection", "close");
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("/ping answered " + status);
            }
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "ClickHouse listens but does not answer (" + failure + "); its log is " + files.log() + ".",
                    failure);
        }
    }
}
