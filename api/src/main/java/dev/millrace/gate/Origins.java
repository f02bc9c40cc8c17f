package dev.millrace.gate;

import dev.millrace.auth.LiveKeys;
import io.micronaut.context.annotation.Value;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The origins whose pages may read answers: those in the settings and those of the keys in force. Thread-safe. */
@Singleton
public final class Origins {
    /** Headers of ours that a page may read. */
    private static final String EXPOSED = "ETag,Link,Location,Millrace-Ack,RateLimit,RateLimit-Policy,Retry-After";

    private final Set<String> inSettings = new HashSet<>();
    private final LiveKeys keys;
    private volatile Set<String> allowed;

    /** @param settings may hold empty texts, which are ignored */
    public Origins(@Value("${millrace.cors.origins:}") List<String> settings, LiveKeys keys) {
        settings.stream().map(String::strip).filter(text -> !text.isEmpty()).forEach(inSettings::add);
        this.keys = keys;
        this.allowed = together();
        keys.onChange(() -> allowed = together());
    }

    private Set<String> together() {
        Set<String> all = new HashSet<>(inSettings);
        all.addAll(keys.current().origins());
        return Set.copyOf(all);
    }

    /** Returns true if pages of that origin may read answers. */
    public boolean contains(String origin) {
        return allowed.contains(origin);
    }

    /** Permits a page of that origin, which must be one of these, to read an answer. */
    public void allow(HttpHeaders answer, String origin) {
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
                .set(HttpHeaderNames.VARY, "Origin");
    }

    /** Returns all permitted origins. */
    Set<String> allowed() {
        return allowed;
    }
}
