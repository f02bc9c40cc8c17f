package dev.millrace.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of TLS to the brokers. Files are PEM, and read again at each connection.
 *
 * @param enabled true to use TLS
 * @param caFile certificates of authorities that sign the brokers' certificates; null: those that the JVM trusts
 * @param certificateFile this client's certificate, and those that lead to its authority; null: it shows none
 * @param keyFile the key of that certificate, PKCS #8
 * @param keyPasswordFile holds the password of the key; null: it has none
 * @param verifyHostname false to accept a certificate of another host
 */
@ConfigurationProperties("millrace.kafka.tls")
public record KafkaTlsConfig(
        @Bindable(defaultValue = "false") boolean enabled,
        @Nullable Path caFile,
        @Nullable Path certificateFile,
        @Nullable Path keyFile,
        @Nullable Path keyPasswordFile,

        @Bindable(defaultValue = "true") boolean verifyHostname) {
    /** Checks what belongs together. */
    public KafkaTlsConfig {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_TLS_CERTIFICATE_FILE and MILLRACE_KAFKA_TLS_KEY_FILE belong together: set both or none");
        }
        if (!enabled && (caFile != null || certificateFile != null)) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_TLS_ENABLED is false, and files for TLS are set: set it to true, or take them away");
        }
    }
}
