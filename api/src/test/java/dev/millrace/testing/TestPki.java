package dev.millrace.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test, and what it issues. */
public final class TestPki {
    private final X509Bundle authority;

    /** A new one of that name. */
    public TestPki(String name) throws Exception {
        authority =
                valid().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
    }

    private static CertificateBuilder valid() {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.plus(Duration.ofDays(30)));
    }

    /** Issues a certificate for a service on this machine. */
    public X509Bundle server() throws Exception {
        return valid().subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(authority);
    }

    /** Issues a certificate for a client with that DNS name. */
    public X509Bundle client(String name) throws Exception {
        return client(name, Instant.now().plus(Duration.ofDays(30)));
    }

    /** The same, up to a time. */
    public X509Bundle client(String name, Instant until) throws Exception {
        return valid().notAfter(until)
                .subject("CN=%s,O=Plant".formatted(name))
                .addSanDnsName(name + ".plant.example")
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority);
    }

    /** Makes the TLS context of a client that trusts this authority. */
    public SSLContext context(@Nullable X509Bundle client) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = client == null ? null : client.toKeyManagerFactory().getKeyManagers();
        context.init(keys, authority.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        return context;
    }

    /** Writes the certificate of the authority. */
    public Path write(Path file) throws IOException {
        return replace(file, authority.getCertificatePEM());
    }

    /** Writes a text in one step. */
    public static Path replace(Path file, String content) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
