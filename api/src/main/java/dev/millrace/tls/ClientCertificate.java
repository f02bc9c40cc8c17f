package dev.millrace.tls;

import dev.millrace.auth.CertificateNames;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of a client certificate that was verified when its connection began.
 *
 * @param names as {@link CertificateNames} writes them
 */
public record ClientCertificate(List<String> names) {
    private static final AttributeKey<ClientCertificate> ATTRIBUTE =
            AttributeKey.valueOf("millrace-client-certificate");

    public ClientCertificate {
        names = List.copyOf(names);
    }

    /** Reads the names of a certificate that somebody has verified. */
    public static ClientCertificate of(X509Certificate verified) {
        return new ClientCertificate(CertificateNames.of(verified));
    }

    /** Returns that of a connection; null if it has none. */
    public static @Nullable ClientCertificate of(Channel connection) {
        return connection.attr(ATTRIBUTE).get();
    }

    void putOn(Channel connection) {
        connection.attr(ATTRIBUTE).set(this);
    }
}
