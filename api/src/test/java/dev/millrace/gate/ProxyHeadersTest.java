package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.TestPki;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeadersTest {
    private final ProxyHeaders proxies =
            new ProxyHeaders(new ProxyConfig(List.of("10.0.0.0/8", " 192.0.2.1", "fd00::/8")));

    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel() {
            @Override
            public SocketAddress remoteAddress() {
                return new InetSocketAddress(InetAddress.ofLiteral(address), 1234);
            }
        };
    }

    private @Nullable String client(String peer, String... forwarded) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.add("X-Forwarded-For", List.of(forwarded));
        InetAddress client = proxies.client(from(peer), headers);
        return client == null ? null : client.getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    10.1.2.3  | 203.0.113.7                     | 203.0.113.7
                    192.0.2.1 | 203.0.113.7                     | 203.0.113.7
                    fd00::5   | 203.0.113.7                     | 203.0.113.7
                    10.1.2.3  | 1.1.1.1, 203.0.113.7, 10.9.9.9  | 203.0.113.7
                    10.1.2.3  | 10.1.1.1, 10.9.9.9              | 10.1.1.1
                    10.1.2.3  | 203.0.113.7:5555                | 203.0.113.7
                    10.1.2.3  | [2001:db8::1]:5555              | 2001:db8:0:0:0:0:0:1
                    10.1.2.3  | 2001:db8::1                     | 2001:db8:0:0:0:0:0:1
                    10.1.2.3  | 203.0.113.7, unknown            |
                    10.1.2.3  | unknown, 203.0.113.7            | 203.0.113.7
                    10.1.2.3  | localhost                       |
                    192.0.2.2 | 203.0.113.7                     |
                    """)
    void theAddressOfTheClientIsTheLastOneThatATrustedProxySaw(
            String peer, String forwarded, @Nullable String expected) {
        assertThat(client(peer, forwarded)).isEqualTo(expected);
    }

    @Test
    void headersOfSeveralProxiesAreOneList() {
        assertThat(client("10.1.2.3", "1.1.1.1", "203.0.113.7, 10.2.2.2")).isEqualTo("203.0.113.7");
    }

    @Test
    void aCertificateIsBelievedOfATrustedProxyAlone() throws Exception {
        String encoded = Base64.getEncoder()
                .encodeToString(
                        new TestPki("Plant").client("press-7").getCertificate().getEncoded());
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Client-Cert", ":%s:".formatted(encoded));
        for (int again = 0; again < 2; again++) {
            assertThat(Objects.requireNonNull(proxies.certificate(from("10.1.2.3"), headers))
                            .names())
                    .containsExactly("subject:CN=press-7,O=Plant", "dns:press-7.plant.example");
        }
        assertThat(proxies.certificate(from("203.0.113.7"), headers)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "::", ":AAAA:", "AAAA", ":%%%%:"})
    void aDamagedCertificateIsNone(String header) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Client-Cert", header);
        assertThat(proxies.certificate(from("10.1.2.3"), headers)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "a.example/8"})
    void aNetworkThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> new ProxyConfig(List.of(text)))
                .hasMessageContaining("MILLRACE_TRUSTED_PROXIES has " + text);
    }
}
