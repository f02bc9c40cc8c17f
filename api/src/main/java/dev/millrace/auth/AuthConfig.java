package dev.millrace.auth;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Settings of keys and tokens. Without both files, requests need neither.
 *
 * @param keysFile JSON file of keys
 * @param oidcFile JSON file of issuers of tokens
 */
@ConfigurationProperties("millrace.auth")
public record AuthConfig(
        @io.micronaut.core.annotation.Nullable @Nullable String keysFile,
        @io.micronaut.core.annotation.Nullable @Nullable String oidcFile) {
    private static final long MAX_TOKEN_BYTES = 16L << 20;

    public AuthConfig {
        check("MILLRACE_AUTH_KEYS_FILE", keysFile);
        check("MILLRACE_AUTH_OIDC_FILE", oidcFile);
    }

    private static void check(String variable, @Nullable String file) {
        if (file != null && file.isBlank()) {
            throw new IllegalArgumentException(variable + " is empty: name a file, or do not set it.");
        }
    }

    /** Returns the memory of all remembered tokens, at most. */
    public long maxTokenBytes() {
        return oidcFile == null ? 0 : MAX_TOKEN_BYTES;
    }

    /** Returns true if requests need a key or a token. */
    public boolean asks() {
        return keysFile != null || oidcFile != null;
    }
}
