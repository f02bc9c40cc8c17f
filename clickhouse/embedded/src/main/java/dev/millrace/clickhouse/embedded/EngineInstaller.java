package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Puts the ClickHouse engine into the user's cache, once per version and platform.
 *
 * <p>npm unpacks into a sibling directory that gets its final name only when it is complete, under a lock file: an
 * install that was killed leaves nothing that looks installed, and a second process waits for the first. Which package
 * is fetched, and its checksum, is in {@code npm/<platform>/package-lock.json}; where it is fetched from is npm's
 * configuration, not ours.
 */
final class EngineInstaller {
    static final String VERSION = "26.7.3-stable.1";

    private static final System.Logger LOG = System.getLogger(EngineInstaller.class.getName());
    private static final Object ONE_PER_JVM = new Object(); // a FileLock excludes processes, not threads

    private final Platform platform;
    private final Map<String, String> environment;

    EngineInstaller(Platform platform, Map<String, String> environment) {
        this.platform = platform;
        this.environment = environment;
    }

    /** Returns the engine's library, after installing it if it is not there yet. */
    Path install() throws EmbeddedClickHouseException {
        Path engines = cacheDirectory().resolve("clickhouse");
        Path home = engines.resolve(VERSION + "-" + platform.id());
        if (Files.exists(library(home))) {
            return library(home);
        }
        try {
            Files.createDirectories(engines);
            synchronized (ONE_PER_JVM) {
                try (FileChannel channel = FileChannel.open(
                                engines.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    Objects.requireNonNull(lock);
                    if (!Files.exists(library(home))) {
                        installInto(home);
                    }
                }
            }
        } catch (EmbeddedClickHouseException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new EmbeddedClickHouseException(
                    "The ClickHouse engine cannot be installed below " + engines + ": " + failure + ".", failure);
        }
        return library(home);
    }

    private void installInto(Path home) throws IOException {
        Path unfinished = home.resolveSibling(".unfinished-" + home.getFileName());
        delete(unfinished);
        Files.createDirectories(unfinished);
        copyManifest("package.json", unfinished);
        String lockFile = copyManifest("package-lock.json", unfinished);

        LOG.log(
                Level.INFO,
                "Installing ClickHouse {0} for {1} with npm into {2}: about 180 MB to fetch, 570 MB on disk, once per user.",
                VERSION,
                platform.id(),
                home);
        if (!lockFile.contains("\"integrity\"")) {
            LOG.log(
                    Level.WARNING,
                    "No checksum is pinned for {0}: npm checks it only against what its registry says.",
                    platform.npmPackage());
        }
        long startNanos = System.nanoTime();
        new Npm(environment).ci(unfinished, platform);
        if (!Files.exists(library(unfinished))) {
            throw new EmbeddedClickHouseException(
                    "npm installed " + platform.npmPackage() + " " + VERSION + " without a libchdb.so in it.");
        }
        delete(home);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        LOG.log(Level.INFO, "Installed ClickHouse in {0} s.", (System.nanoTime() - startNanos) / 1_000_000_000L);
    }

    private String copyManifest(String name, Path directory) throws IOException {
        String resource = "npm/" + platform.id() + "/" + name;
        try (InputStream in = Objects.requireNonNull(EngineInstaller.class.getResourceAsStream(resource), resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(directory.resolve(name), text);
            return text;
        }
    }

    private Path library(Path home) {
        return home.resolve("node_modules").resolve(platform.npmPackage()).resolve("libchdb.so");
    }

    private Path cacheDirectory() {
        String own = environment.getOrDefault("MILLRACE_CACHE_DIR", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "millrace")
                : Path.of(xdg).resolve("millrace").toAbsolutePath();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
