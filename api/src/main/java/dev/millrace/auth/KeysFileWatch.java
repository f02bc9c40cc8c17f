package dev.millrace.auth;

import dev.millrace.health.HealthRemark;
import dev.millrace.log.LimitedLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes a changed file of keys within two seconds, in a thread of its own. A file that is wrong is refused, and the keys as they were stay in
 * force. It is read each second, not asked for its time: a copy may bring an old time, and a time may be too coarse.
 */
@Singleton
public final class KeysFileWatch implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(KeysFileWatch.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
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
            warnOfReaders(file);
            thread.start();
        }
    }

    /** Hashes of keys that were made up by people can be guessed, and the file says who may do what. */
    private static void warnOfReaders(Path file) {
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), FOR_OTHERS)) {
                log.warn("MILLRACE_AUTH_KEYS_FILE={} may be read by all users or changed by others: chmod 600.", file);
            }
        } catch (UnsupportedOperationException | IOException e) {
            log.debug("The permissions of the file of keys are not known.", e);
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
            refuse(changed, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            faults.at(Level.ERROR, LimitedLog.kindOf(e))
                    .setCause(e)
                    .log("The file of keys could not be read; the keys as they were stay in force.");
        }
    }

    private void refuse(Path changed, String why) {
        if (why.equals(suspicion) && !why.equals(problem)) {
            log.error("MILLRACE_AUTH_KEYS_FILE={}: {}. The keys as they were stay in force.", changed, why);
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
        return why == null
                ? Optional.empty()
                : Optional.of("The file of keys is wrong: %s. The keys as they were stay in force.".formatted(why));
    }

    /** Ends the thread. */
    @PreDestroy
    public void close() {
        thread.interrupt();
    }
}
