package dev.millrace.gate;

import dev.millrace.auth.Keys;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The origins whose pages may read answers: those in the settings and those of the keys. Immutable. */
@Singleton
final class Origins {
    private final Set<String> allowed;

    Origins(@Value("${millrace.cors.origins:}") List<String> settings, Keys keys) {
        Set<String> all = new HashSet<>(keys.origins());
        settings.stream().map(String::strip).filter(text -> !text.isEmpty()).forEach(all::add);
        this.allowed = Set.copyOf(all);
    }

    /** All of them. */
    Set<String> allowed() {
        return allowed;
    }
}
