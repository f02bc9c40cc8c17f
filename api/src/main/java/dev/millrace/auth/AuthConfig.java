package dev.millrace.auth;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the keys.
 *
 * @param keysFile JSON file of all keys; without one, requests need no key
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
