package dev.millrace.gate;

import dev.millrace.auth.Keys;
import io.micronaut.context.annotation.Value;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The origins whose pages may read answers: those in the settings and those of the keys. Immutable. */
@Singleton
public final class Origins {
    /** Headers of ours that a page may read. */
    private static final String EXPOSED = "ETag,Link,Location,Millrace-Ack,RateLimit,RateLimit-Policy,Retry-After";

    private final Set<String> allowed;

    /** @param settings may hold empty texts, which are ignored */
    public Origins(@Value("${millrace.cors.origins:}") List<String> settings, Keys keys) {
        Set<String> all = new HashSet<>(keys.origins());
        settings.stream().map(String::strip).filter(text -> !text.isEmpty()).forEach(all::add);
        this.allowed = Set.copyOf(all);
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
