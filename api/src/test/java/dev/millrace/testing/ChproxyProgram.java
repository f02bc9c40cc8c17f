package dev.millrace.testing;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * The chproxy that {@code chproxy/go.mod} pins, built by the user's own Go into the user's cache, once per version. A second process that
 * wants it meanwhile waits for the first.
 */
final class ChproxyProgram {
    private static final String MODULE = "github.com/contentsquare/chproxy";
    private static final Object ONE_PER_JVM = new Object(); // a FileLock excludes processes, not threads
    private static final long BUILD_MINUTES = 15;

    private ChproxyProgram() {}

    /**
     * Returns the program, after building it if it is not there yet.
     *
     * @throws TestAbortedException if there is no Go: the test is skipped, and says so. With {@code CI=true} it is an error instead
     */
    static Path installed() throws IOException, InterruptedException {
        Path home = cache().resolve("chproxy");
        Path program = home.resolve(
                "chproxy-%s-%s-%s".formatted(version(), System.getProperty("os.name"), System.getProperty("os.arch")));
        if (Files.exists(program)) {
            return program;
        }
        requireGo();
        Files.createDirectories(home);
        synchronized (ONE_PER_JVM) {
            try (FileChannel channel = FileChannel.open(
                            home.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Objects.requireNonNull(lock);
                if (!Files.exists(program)) {
                    build(program);
                }
            }
        }
        return program;
    }

    /** The directory of chproxy's configuration and pin. */
    static Path directory() {
        return Objects.requireNonNull(ServiceCommand.api().getParent()).resolve("chproxy");
    }

    private static void build(Path program) throws IOException, InterruptedException {
        Path unfinished = program.resolveSibling(".unfinished-" + program.getFileName());
        Path log = program.resolveSibling("build.log");
        System.err.printf("Building chproxy %s with go into %s: some minutes, once per user.%n", version(), program);
        ProcessBuilder go = new ProcessBuilder("go", "build", "-trimpath", "-o", unfinished.toString(), MODULE)
                .directory(directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        go.environment().put("GOWORK", "off");
        Process process = go.start();
        try {
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("go could not build chproxy:\n" + Files.readString(log));
            }
        } finally {
            process.destroyForcibly();
        }
        Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireGo() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!directory.isBlank() && Files.isExecutable(Path.of(directory, "go"))) {
                return;
            }
        }
        String missing =
                "SKIPPED: there is no go on the PATH, so there is no chproxy, and nothing is tested through it.";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(missing + " CI=true forbids that: install Go.");
        }
        System.err.println(missing);
        throw new TestAbortedException(missing);
    }

    private static String version() throws IOException {
        return Files.readAllLines(directory().resolve("go.mod")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(MODULE + " "))
                .map(line -> line.split(" ", -1)[1])
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("chproxy/go.mod does not name " + MODULE));
    }

    /** Where the embedded ClickHouse is, too. */
    private static Path cache() {
        String own = System.getenv().getOrDefault("MILLRACE_CACHE_DIR", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "millrace")
                : Path.of(xdg).resolve("millrace").toAbsolutePath();
    }
}
