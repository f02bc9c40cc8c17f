package dev.millrace.tls;

import dev.millrace.health.HealthRemark;
import dev.millrace.watch.FileWatch;
import dev.millrace.watch.SecretFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the certificate of the service, its key and the issuers of clients in force while their files change. New connections get the new
 * ones; those that are open go on. Thread-safe.
 */
@Singleton
public final class TlsContext implements HealthRemark {
    private final TlsConfig config;
    private final @Nullable FileWatch watch;
    private volatile @Nullable SslContext context;
    private final Counter failed;
    private volatile long expiresAt;

    TlsContext(TlsConfig config, MeterRegistry registry) {
        this.config = config;
        this.watch = config.isOn()
                ? new FileWatch(
                        "MILLRACE_TLS_CERTIFICATE_FILE=" + config.certificateFile(),
                        "The certificates as they were stay in force.",
                        this::content,
                        _ -> take())
                : null;
        this.failed = Counter.builder("millrace.tls.handshakes.failed")
                .description("TLS handshakes that failed")
                .register(registry);
        if (config.isOn()) {
            Gauge.builder("millrace.tls.certificate.expiry", () -> expiresAt)
                    .description("When the certificate of the service expires, in seconds since 1970")
                    .baseUnit("seconds")
                    .register(registry);
            Gauge.builder("millrace.tls.files.refused", () -> text().isPresent() ? 1 : 0)
                    .description("1 while the files of TLS are wrong, and those before them are in force")
                    .register(registry);
        }
    }

    /**
     * Reads the files, and begins to watch them. Does nothing if TLS is off. Once.
     *
     * @throws IllegalArgumentException with one sentence if a file is wrong
     */
    public void start() {
        if (watch != null) {
            watch.start();
            SecretFile.warnIfOpen("MILLRACE_TLS_KEY_FILE", Objects.requireNonNull(config.keyFile()));
        }
    }

    /**
     * Puts TLS in front of a new connection, if it is on.
     *
     * @param handshakeTimeout how long the handshake may take
     */
    public void install(Channel connection, Duration handshakeTimeout) {
        SslContext current = context;
        if (current != null) {
            SslHandler handler = current.newHandler(connection.alloc());
            handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
            connection.pipeline().addFirst("tls", handler);
            connection.pipeline().addAfter("tls", "tls-handshake", new HandshakeHandler(handler, failed));
        }
    }

    /** Returns all files, one behind the other, to see whether one has changed. */
    private byte[] content() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files()) {
            all.writeBytes(PemFiles.content(file));
            all.write(0);
        }
        return all.toByteArray();
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>(
                List.of(Objects.requireNonNull(config.certificateFile()), Objects.requireNonNull(config.keyFile())));
        if (config.clientCaFile() != null) {
            files.add(config.clientCaFile());
        }
        return files;
    }

    private void take() {
        List<Path> files = files();
        List<X509Certificate> chain = PemFiles.certificates(PemFiles.content(files.get(0)), "the certificate file");
        SslContextBuilder builder = SslContextBuilder.forServer(
                        PemFiles.privateKey(PemFiles.content(files.get(1)), chain.getFirst()),
                        chain.toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
        if (files.size() > 2) {
            builder.trustManager(PemFiles.certificates(PemFiles.content(files.get(2)), "the file of client issuers"))
                    .clientAuth(
                            config.clientCertificate().equals("required") ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        try {
            context = builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("the certificates cannot be used (%s)".formatted(e.getMessage()));
        }
        expiresAt = chain.getFirst().getNotAfter().toInstant().getEpochSecond();
    }

    @Override
    public String part() {
        return "tls";
    }

    @Override
    public Optional<String> text() {
        return watch == null ? Optional.empty() : watch.problem();
    }

    /** Ends the watching thread. */
    @PreDestroy
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
