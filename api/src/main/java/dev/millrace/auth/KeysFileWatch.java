package dev.millrace.auth;

import dev.millrace.health.HealthRemark;
import dev.millrace.watch.FileWatch;
import dev.millrace.watch.SecretFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the keys of the file in force while it changes. A file that is wrong is refused. Thread-safe. */
@Singleton
public final class KeysFileWatch implements HealthRemark {
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
            // Hashes of keys that people made up can be guessed, and the file says who may do what.
            SecretFile.warnIfOpen("MILLRACE_AUTH_KEYS_FILE", file);
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
