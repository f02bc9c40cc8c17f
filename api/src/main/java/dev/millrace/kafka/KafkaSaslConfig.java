package dev.millrace.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the identity that this client has for the brokers.
 *
 * @param mechanism PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER; empty: nobody is named
 * @param user of the brokers; with OAUTHBEARER the id of the client
 * @param password of that user, or the client's secret; better in a file
 * @param passwordFile holds it, instead of {@code password}; read at each connection
 * @param tokenUrl where OAUTHBEARER gets its tokens
 * @param scope of the token; empty: none is asked for
 */
@ConfigurationProperties("millrace.kafka.sasl")
public record KafkaSaslConfig(
        @Bindable(defaultValue = "") String mechanism,
        @Bindable(defaultValue = "") String user,
        @Bindable(defaultValue = "") String password,
        @Nullable Path passwordFile,
        @Bindable(defaultValue = "") String tokenUrl,
        @Bindable(defaultValue = "") String scope) {
    static final String PLAIN = "PLAIN";
    static final String OAUTHBEARER = "OAUTHBEARER";

    private static final Set<String> MECHANISMS = Set.of(PLAIN, "SCRAM-SHA-256", "SCRAM-SHA-512", OAUTHBEARER);

    /** Checks what belongs together. */
    public KafkaSaslConfig {
        if (!mechanism.isEmpty() && !MECHANISMS.contains(mechanism)) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_SASL_MECHANISM (%s) must be PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER"
                            .formatted(mechanism));
        }
        if (!mechanism.isEmpty() && (user.isEmpty() || (password.isEmpty() && passwordFile == null))) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_SASL_MECHANISM needs MILLRACE_KAFKA_SASL_USER and MILLRACE_KAFKA_SASL_PASSWORD_FILE");
        }
        if (mechanism.isEmpty() && !user.isEmpty()) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_SASL_USER is set, and MILLRACE_KAFKA_SASL_MECHANISM is not");
        }
        if (passwordFile != null && !password.isEmpty()) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_SASL_PASSWORD and MILLRACE_KAFKA_SASL_PASSWORD_FILE are both set: take one of them away");
        }
        if (mechanism.equals(OAUTHBEARER) == tokenUrl.isEmpty()) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_SASL_TOKEN_URL and the mechanism OAUTHBEARER belong together: set both or none");
        }
    }

    boolean isOn() {
        return !mechanism.isEmpty();
    }

    /** Returns the password, without the end of the line in its file. */
    String secret() throws IOException {
        return passwordFile == null ? password : Files.readString(passwordFile).strip();
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "KafkaSaslConfig[mechanism=%s, user=%s]".formatted(mechanism, user);
    }
}
