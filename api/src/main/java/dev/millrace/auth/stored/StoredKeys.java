package dev.millrace.auth.stored;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.auth.EventKinds;
import dev.millrace.auth.KeyJson;
import dev.millrace.auth.KeysFile;
import dev.millrace.auth.KnownKey;
import dev.millrace.auth.LiveKeys;
import dev.millrace.health.HealthRemark;
import dev.millrace.log.LimitedLog;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the keys of the table in force on this node: reads them every two seconds in a thread of its own, and begins with the copy in the
 * data directory. While ClickHouse is away the last ones stay in force; no request waits for it. Thread-safe.
 */
@Singleton
public final class StoredKeys implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(StoredKeys.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final KeyTable table;
    private final KeyCopy copy;
    private final EventKinds events;
    private final LiveKeys keys;
    private final Thread thread = Thread.ofVirtual().name("stored-keys").unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private List<String> known = List.of();

    @GuardedBy("lock")
    private boolean copied = true;

    private volatile @Nullable String problem;

    StoredKeys(KeyTable table, KeyCopy copy, EventKinds events, LiveKeys keys) {
        this.table = table;
        this.copy = copy;
        this.events = events;
        this.keys = keys;
    }

    /** Takes the copy, and begins to read the table, if keys are asked for. Once. */
    public void start() {
        if (!keys.areAsked()) {
            return;
        }
        lock.lock();
        try {
            known = copy.load();
            apply();
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    refresh();
                } catch (IOException e) {
                    log.debug("The keys as they were stay in force: {}", e.getMessage());
                } catch (RuntimeException e) {
                    faults.at(Level.ERROR, LimitedLog.kindOf(e))
                            .setCause(e)
                            .log("The keys of the API could not be read; the keys as they were stay in force.");
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the table. Its keys are in force on this node when this returns. */
    void refresh() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            List<String> read = table.read();
            if (!read.equals(known)) {
                known = read;
                apply();
                copied = false;
            }
            if (!copied) {
                copied = copy.store(known);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void apply() {
        List<KnownKey> valid = new ArrayList<>();
        String wrong = null;
        for (String entry : known) {
            try {
                valid.add(KeysFile.parse(KeyJson.read(entry), events));
            } catch (IllegalArgumentException | IOException e) {
                wrong = "A key of the API is not in force: %s."
                        .formatted(e instanceof IOException ? "no JSON" : e.getMessage());
                log.error("{} Revoke it, or use a build that knows it.", wrong);
            }
        }
        problem = wrong;
        keys.replace(LiveKeys.Source.TABLE, valid);
    }

    @Override
    public String part() {
        return "stored_keys";
    }

    @Override
    public Optional<String> text() {
        return Optional.ofNullable(problem);
    }

    /** Ends the thread. */
    @PreDestroy
    public void close() {
        thread.interrupt();
    }
}
