package dev.millrace.gate;

import com.google.common.base.Splitter;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.millrace.tls.ClientCertificate;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a trusted proxy says about its client: the address in {@code X-Forwarded-For}, and the verified certificate in
 * {@code Client-Cert} (RFC 9440). Nothing that others say counts. Thread-safe.
 */
@Singleton
final class ProxyHeaders {
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString CLIENT_CERT = AsciiString.cached("client-cert");

    /** Certificates that were read already; each header has at most 8 KB. */
    private static final int MAX_REMEMBERED = 256;

    private final List<Network> trusted;
    private final Cache<String, ClientCertificate> read =
            CacheBuilder.newBuilder().maximumSize(MAX_REMEMBERED).build();

    ProxyHeaders(ProxyConfig config) {
        this.trusted = config.trustedProxies().stream().map(Network::parse).toList();
    }

    /** Returns the address of the client of a trusted proxy; null if the connection is not one's, or it does not say. */
    @Nullable
    InetAddress client(Channel connection, HttpHeaders headers) {
        if (!isTrusted(connection)) {
            return null;
        }
        InetAddress client = null;
        List<String> hops = Splitter.on(',').trimResults().splitToList(String.join(",", headers.getAll(FORWARDED_FOR)));
        for (String text : hops.reversed()) {
            InetAddress hop = address(text);
            if (hop == null) {
                // What stands before it was written by somebody else.
                return client;
            }
            client = hop;
            if (!isTrusted(hop)) {
                return client;
            }
        }
        return client;
    }

    /** Returns the certificate of the client, from its handshake here or with a trusted proxy; null if there is none. */
    @Nullable
    ClientCertificate certificate(Channel connection, HttpHeaders headers) {
        if (isTrusted(connection)) {
            String header = headers.get(CLIENT_CERT);
            return header == null ? null : remembered(header);
        }
        return ClientCertificate.of(connection);
    }

    private @Nullable ClientCertificate remembered(String header) {
        ClientCertificate known = read.getIfPresent(header);
        if (known != null) {
            return known;
        }
        ClientCertificate certificate = parse(header);
        if (certificate != null) {
            read.put(header, certificate);
        }
        return certificate;
    }

    /** Reads a byte sequence of a structured header: base64 between colons. */
    private static @Nullable ClientCertificate parse(String header) {
        String text = header.strip();
        if (text.length() < 2 || !text.startsWith(":") || !text.endsWith(":")) {
            return null;
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded))
                            instanceof X509Certificate verified
                    ? ClientCertificate.of(verified)
                    : null;
        } catch (CertificateException | IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isTrusted(Channel connection) {
        return !trusted.isEmpty()
                && connection.remoteAddress() instanceof InetSocketAddress address
                && address.getAddress() != null
                && isTrusted(address.getAddress());
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /** Reads an address, which may have a port; null if it is none. */
    private static @Nullable InetAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = hasPort ? text.substring(0, colon) : text;
        try {
            return InetAddress.ofLiteral(
                    host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
