package dev.millrace.tls;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of TLS. Without a certificate, connections are not encrypted.
 *
 * @param certificateFile PEM file: the certificate of the service, and behind it those of its issuers
 * @param keyFile PEM file: the private key of the certificate, as PKCS #8 without a password
 * @param clientCaFile PEM file: issuers of client certificates; without it clients are not asked for certificates
 * @param clientCertificate whether a client needs a certificate to connect: optional or required
 */
@ConfigurationProperties("millrace.tls")
public record TlsConfig(
        @io.micronaut.core.annotation.Nullable @Nullable Path certificateFile,
        @io.micronaut.core.annotation.Nullable @Nullable Path keyFile,
        @io.micronaut.core.annotation.Nullable @Nullable Path clientCaFile,
        @Bindable(defaultValue = "optional") String clientCertificate) {
    /** Checks rules that concern several settings. */
    public TlsConfig {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "MILLRACE_TLS_CERTIFICATE_FILE and MILLRACE_TLS_KEY_FILE need each other.");
        }
        if (clientCaFile != null && certificateFile == null) {
            throw new IllegalArgumentException("MILLRACE_TLS_CLIENT_CA_FILE needs MILLRACE_TLS_CERTIFICATE_FILE.");
        }
        if (!clientCertificate.equals("optional") && !clientCertificate.equals("required")) {
            throw new IllegalArgumentException(
                    "MILLRACE_TLS_CLIENT_CERTIFICATE=%s must be optional or required.".formatted(clientCertificate));
        }
        if (clientCertificate.equals("required") && clientCaFile == null) {
            throw new IllegalArgumentException(
                    "MILLRACE_TLS_CLIENT_CERTIFICATE=required needs MILLRACE_TLS_CLIENT_CA_FILE.");
        }
    }

    /** Returns true if connections are encrypted. */
    public boolean isOn() {
        return certificateFile != null;
    }
}
