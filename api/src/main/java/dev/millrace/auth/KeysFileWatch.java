package dev.millrace.auth;

import dev.millrace.health.HealthRemark;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a changed file of keys within two seconds, in a thread of its own. A file that is wrong is refused, and the keys as they were stay in
 * force. It is read each second, not asked for its time: a copy may bring an old time, and a time may be too coarse.
 */
@Singleton
public final class KeysFileWatch implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(KeysFileWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final @Nullable Path file;
    private final EventKinds events;
    private final LiveKeys keys;
    private final Thread thread = Thread.ofVirtual().name("keys-file").unstarted(this::run);

    /** The content whose keys are in force; not known before the first look. */
    private byte[] inForce = {};

    /** The error of the last look. It counts at the second look: a file that is being written is wrong only once. */
    private @Nullable String suspicion;

    private volatile @Nullable String problem;

    KeysFileWatch(AuthConfig config, EventKinds events, LiveKeys keys, MeterRegistry registry) {
        this.file = config.keysFile() == null ? null : Path.of(config.keysFile());
        this.events = events;
        this.keys = keys;
        Gauge.builder("millrace.auth.keys.file.refused", () -> problem == null ? 0 : 1)
                .description("1 while the file of keys is wrong, and the keys as they were are in force")
                .register(registry);
    }

    /**
     * Reads the file, and begins to watch it. Does nothing without one. Once.
     *
     * @throws IllegalArgumentException with one sentence if the file is wrong
     */
    public void start() {
        if (file != null) {
            keys.replace(LiveKeys.Source.FILE, KeysFile.read(file, events));
            thread.start();
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(@Nullable Path changed) {
        if (changed == null) {
            return;
        }
        try {
            byte[] content = KeysFile.content(changed);
            if (!Arrays.equals(content, inForce)) {
                keys.replace(LiveKeys.Source.FILE, KeysFile.parse(content, events));
                inForce = content;
                log.info(
                        "{} keys of {} are in force.",
                        keys.of(LiveKeys.Source.FILE).size(),
                        changed);
            }
            suspicion = null;
            problem = null;
        } catch (IllegalArgumentException e) {
            refuse("MILLRACE_AUTH_KEYS_FILE=%s: %s.".formatted(changed, e.getMessage()));
        } catch (RuntimeException e) {
            log.error("The file of keys could not be read; the keys as they were stay in force.", e);
        }
    }

    private void refuse(String why) {
        if (why.equals(suspicion) && !why.equals(problem)) {
            log.error("{} The keys as they were stay in force.", why);
            problem = why;
        }
        suspicion = why;
    }

    @Override
    public String part() {
        return "keys";
    }

    @Override
    public Optional<String> text() {
        String why = problem;
        return why == null ? Optional.empty() : Optional.of(why + " The keys as they were stay in force.");
    }

    /** Ends the thread. */
    @PreDestroy
    public void close() {
        thread.interrupt();
    }
}
