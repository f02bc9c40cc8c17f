package dev.millrace.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in force, which are replaced while requests are checked: those of the file, and those that administrators made through the API.
 * A quota whose limits stay keeps its state. Of a name that both sources have, the key of the file holds. Thread-safe; reading takes no lock.
 */
@Singleton
public final class LiveKeys {
    private static final Logger log = LoggerFactory.getLogger(LiveKeys.class);

    /** The place where a key is kept. */
    public enum Source {
        /** The file that the operator keeps. */
        FILE,
        /** The table that administrators change through the API. */
        TABLE;

        /** The name in answers and metrics. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final boolean asked;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Keys current = Keys.NONE;

    @GuardedBy("this")
    private final Map<Source, List<KnownKey>> sources = new EnumMap<>(Source.class);

    @Inject
    LiveKeys(AuthConfig config, MeterRegistry registry) {
        this(config.asks());
        for (Source source : Source.values()) {
            registry.gauge(
                    "millrace.auth.keys",
                    Tags.of("source", source.wireName()),
                    this,
                    keys -> keys.of(source).size());
        }
    }

    private LiveKeys(boolean asked) {
        this.asked = asked;
    }

    /** Returns keys for a service that asks for none, and permits everything to everybody. */
    public static LiveKeys notAsked() {
        return new LiveKeys(false);
    }

    /** Returns true if requests need a key or a token. */
    public boolean areAsked() {
        return asked;
    }

    /** Returns the keys in force now. */
    public Keys current() {
        return current;
    }

    /** Returns the keys of a source, in its order, in force or not. */
    public synchronized List<KnownKey> of(Source source) {
        return sources.getOrDefault(source, List.of());
    }

    /** Replaces the keys of a source. They are in force when this returns. */
    public void replace(Source source, List<KnownKey> keys) {
        synchronized (this) {
            List<KnownKey> kept = new ArrayList<>();
            for (KnownKey known : keys) {
                Key earlier = earlier(source, known);
                kept.add(earlier == null ? known : known.keepQuotaOf(earlier));
            }
            sources.put(source, List.copyOf(kept));
            current = together();
        }
        listeners.forEach(Runnable::run);
    }

    @GuardedBy("this")
    private @org.jspecify.annotations.Nullable Key earlier(Source source, KnownKey known) {
        return sources.getOrDefault(source, List.of()).stream()
                .map(KnownKey::key)
                .filter(key -> key.name().equals(known.key().name()))
                .findFirst()
                .orElse(null);
    }

    @GuardedBy("this")
    private Keys together() {
        List<KnownKey> all = new ArrayList<>(sources.getOrDefault(Source.FILE, List.of()));
        Keys ofFile = Keys.of(all);
        for (KnownKey known : sources.getOrDefault(Source.TABLE, List.of())) {
            if (ofFile.named(known.key().name()) != null || ofFile.sharesCredentialWith(known)) {
                log.warn(
                        "The key {} of the API is not in force: the file of keys has its name, its secret or its certificate, too.",
                        known.key().name());
            } else {
                all.add(known);
            }
        }
        return Keys.of(all);
    }

    /** Has a task run after each change, by the thread that makes it. */
    public void onChange(Runnable task) {
        listeners.add(task);
    }
}
