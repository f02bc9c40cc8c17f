package dev.millrace.chproxy;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Provides the chproxy that {@code chproxy/build} builds, in the user's cache, once for each state of its sources. A second process that
 * needs it during the build waits for the first.
 */
public final class ChproxyProgram {
    private static final List<String> BUILT_FROM = List.of("build", "go.mod", "go.sum", "answers.patch");
    private static final Object ONE_PER_JVM = new Object(); // a FileLock excludes processes, not threads
    private static final long BUILD_MINUTES = 15;

    private ChproxyProgram() {}

    /**
     * Returns the program, after building it if it is not there yet.
     *
     * @throws NoGoException if Go is missing: the caller reports that and works without chproxy. With {@code CI=true} it is another error
     */
    public static Path installed() throws IOException, InterruptedException {
        Path home = cache().resolve("chproxy");
        Path program = home.resolve(String.format(
                Locale.ROOT,
                "chproxy-%08x-%s-%s",
                checksum(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
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

    /** The directory of chproxy's configuration and pin; tests run in that of their module. */
    static Path directory() {
        return Stream.of(System.getProperty("millrace.repository", "."), "..", "../..")
                .map(root -> Path.of(root, "chproxy").toAbsolutePath().normalize())
                .filter(directory -> Files.exists(directory.resolve("chproxy.yml")))
                .findFirst()
                .orElseThrow();
    }

    private static void build(Path program) throws IOException, InterruptedException {
        Path unfinished = program.resolveSibling(".unfinished-" + program.getFileName());
        Path log = program.resolveSibling("build.log");
        System.err.printf("Building chproxy into %s: up to some minutes, once per user.%n", program);
        Process process = new ProcessBuilder(directory().resolve("build").toString(), unfinished.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("chproxy/build failed:\n" + Files.readString(log));
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
        String missing = "There is no go on the PATH, so there is no chproxy, and nothing is tested through it.";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(missing + " CI=true forbids that: install Go.");
        }
        throw new NoGoException(missing);
    }

    private static long checksum() throws IOException {
        CRC32 checksum = new CRC32();
        for (String name : BUILT_FROM) {
            checksum.update(Files.readAllBytes(directory().resolve(name)));
        }
        return checksum.getValue();
    }

    /** Returns the cache directory, which also has the embedded ClickHouse. */
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
