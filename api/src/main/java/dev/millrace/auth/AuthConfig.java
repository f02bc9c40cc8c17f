package dev.millrace.auth;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for a key.
 *
 * @param keysFile JSON file of all keys; without one nobody is asked
 */
@ConfigurationProperties("millrace.auth")
public record AuthConfig(
        @io.micronaut.core.annotation.Nullable @Nullable String keysFile) {
    public AuthConfig {
        if (keysFile != null && keysFile.isBlank()) {
            throw new IllegalArgumentException("MILLRACE_AUTH_KEYS_FILE is empty: name a file, or do not set it.");
        }
    }
}
