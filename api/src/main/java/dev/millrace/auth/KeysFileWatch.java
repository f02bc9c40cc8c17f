package dev.millrace.auth;

import dev.millrace.health.HealthRemark;
import dev.millrace.watch.FileWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the keys of the file in force while it changes. A file that is wrong is refused. Thread-safe. */
@Singleton
public final class KeysFileWatch implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(KeysFileWatch.class);
    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final @Nullable Path file;
    private final @Nullable FileWatch watch;

    KeysFileWatch(AuthConfig config, EventKinds events, LiveKeys keys, MeterRegistry registry) {
        String name = config.keysFile();
        this.file = name == null ? null : Path.of(name);
        this.watch = file == null ? null : watch(file, events, keys);
        Gauge.builder("millrace.auth.keys.file.refused", () -> text().isPresent() ? 1 : 0)
                .description("1 while the file of keys is wrong, and the keys as they were are in force")
                .register(registry);
    }

    private static FileWatch watch(Path file, EventKinds events, LiveKeys keys) {
        return new FileWatch(
                "MILLRACE_AUTH_KEYS_FILE=" + file,
                "The keys as they were stay in force.",
                () -> KeysFile.content(file),
                content -> keys.replace(LiveKeys.Source.FILE, KeysFile.parse(content, events)));
    }

    /**
     * Reads the file, and begins to watch it. Does nothing without one. Once.
     *
     * @throws IllegalArgumentException with one sentence if the file is wrong
     */
    public void start() {
        if (watch != null) {
            watch.start();
        }
        if (file != null) {
            warnOfReaders(file);
        }
    }

    /** Hashes of keys that people made up can be guessed, and the file says who may do what. */
    private static void warnOfReaders(Path file) {
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), FOR_OTHERS)) {
                log.warn("MILLRACE_AUTH_KEYS_FILE={} may be read by all users or changed by others: chmod 600.", file);
            }
        } catch (UnsupportedOperationException | IOException e) {
            log.debug("The permissions of the file of keys are not known.", e);
        }
    }

    @Override
    public String part() {
        return "keys";
    }

    @Override
    public Optional<String> text() {
        return watch == null ? Optional.empty() : watch.problem();
    }

    /** Ends the thread. */
    @PreDestroy
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
