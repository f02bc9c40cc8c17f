package dev.millrace;

import static dev.millrace.testing.KeyFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.Await;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.LogCapture;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.testing.TestPki;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service speaks TLS itself, and takes client certificates in the place of keys. */
@Timeout(120)
class TlsIT {
    private static final List<String> ACCEPTS = List.of("*/*", "application/json, text/plain");

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private TestPki plant;
    private Path certificate;
    private Path key;

    @BeforeEach
    void issue() throws Exception {
        plant = new TestPki("Plant");
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
        install(plant.server());
    }

    private void install(X509Bundle bundle) throws IOException {
        TestPki.replace(key, bundle.getPrivateKeyPEM());
        TestPki.replace(certificate, bundle.getCertificatePathPEM());
    }

    private TestService start(Map<String, Object> more) throws IOException {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "millrace.tls.certificate-file", certificate.toString(),
                "millrace.tls.key-file", key.toString(),
                "millrace.tls.client-ca-file",
                        plant.write(directory.resolve("ca.crt")).toString(),
                "millrace.auth.keys-file",
                        new KeyFile(
                                        directory.resolve("keys.json"),
                                        entry("anybody", "'may':['write','read']"),
                                        certified("press-7", "'may':['write'],'kinds':['traffic']"),
                                        certified("reader", "'may':['read']"),
                                        certified("old", "'may':['write'],'expires':'2026-01-01T00:00:00Z'"),
                                        "{\"name\":\"twice\",\"may\":[\"write\"],\"certificates\":[\"subject:CN=press-8, O=Plant\"]}",
                                        certified("press-8", "'may':['write']"))
                                .path()
                                .toString()));
        settings.putAll(more);
        return TestService.start(directory.resolve("data"), TestClickHouse.shared(), settings);
    }

    private static String certified(String name, String rest) {
        return "{\"name\":\"%s\",\"certificates\":[\"dns:%s.plant.example\"],%s}"
                .formatted(name, name, rest.replace('\'', '"'));
    }

    private HttpResponse<String> post(TestService service, @Nullable X509Bundle client, String... headers)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        try (HttpClient http = client(plant.context(client))) {
            return http.send(
                    HttpRequest.newBuilder(service.url().resolve("/api/traffic/1?ack=disk"))
                            .headers(all.toArray(String[]::new))
                            .POST(BodyPublishers.ofString("{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}"
                                    .formatted(user, TestService.anHourAgo())))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    private double metric(TestService service, String name) throws Exception {
        try (HttpClient client = client(plant.context(null))) {
            return get(client, service.url().resolve("/prometheus"), "Authorization", "Bearer mr_anybody")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    @Test
    void aPrivateKeyThatOthersMayReadIsWarnedOf() throws Exception {
        try (LogCapture log = LogCapture.of("dev.millrace.watch")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            start(Map.of()).close();
            assertThat(log.messages()).noneMatch(message -> message.contains("MILLRACE_TLS_KEY_FILE"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            start(Map.of()).close();
            assertThat(log.messages())
                    .contains("MILLRACE_TLS_KEY_FILE=" + key
                            + " may be read by all users or changed by others: chmod 600.");
        }
    }

    @Test
    void aCertificateTakesThePlaceOfAKeyAndHasItsRights() throws Exception {
        try (TestService service = start(Map.of())) {
            assertThat(service.url().getScheme()).isEqualTo("https");
            X509Bundle press = plant.client("press-7");
            for (String accept : ACCEPTS) {
                assertThat(post(service, press, "Accept", accept).statusCode()).isEqualTo(202);
                assertThat(post(service, null, "Accept", accept, "Authorization", "Bearer mr_anybody")
                                .statusCode())
                        .isEqualTo(202);
                assertThat(post(service, null, "Accept", accept).statusCode()).isEqualTo(401);
                assertThat(post(service, press, "Accept", accept, "Authorization", "Bearer mr_wrong")
                                .statusCode())
                        .as("a wrong key beside a certificate")
                        .isEqualTo(401);
                assertThat(post(service, plant.client("reader"), "Accept", accept)
                                .statusCode())
                        .isEqualTo(403);
                assertThat(post(service, plant.client("old"), "Accept", accept).body())
                        .contains("The key old has expired.");
                assertThat(post(service, plant.client("press-8"), "Accept", accept)
                                .statusCode())
                        .as("two keys have names of it")
                        .isEqualTo(401);
                HttpResponse<String> stranger = post(service, plant.client("stranger"), "Accept", accept);
                assertThat(stranger.statusCode()).isEqualTo(401);
                assertThat(stranger.body()).contains("has a name of this client certificate");
            }
            X509Bundle expired = plant.client("press-7", Instant.now().minusSeconds(60));
            assertThatThrownBy(() -> post(service, expired)).isInstanceOf(IOException.class);
            X509Bundle foreign = new TestPki("Plant").client("press-7");
            assertThatThrownBy(() -> post(service, foreign)).isInstanceOf(IOException.class);
            assertThat(metric(service, "millrace_tls_handshakes_failed_total")).isEqualTo(2);
        }
    }

    @Test
    void aPageOfAnotherOriginCannotUseTheCertificateOfItsBrowser() throws Exception {
        try (TestService service = start(Map.of())) {
            X509Bundle press = plant.client("press-7");
            assertThat(post(service, press, "Origin", "https://evil.example").statusCode())
                    .isEqualTo(403);
            assertThat(post(service, press, "Sec-Fetch-Site", "cross-site").statusCode())
                    .isEqualTo(403);
            String own = "https://127.0.0.1:" + service.url().getPort();
            assertThat(post(service, press, "Origin", own).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aClientWithoutACertificateIsNotAnsweredWhereOneIsRequired() throws Exception {
        try (TestService service = start(Map.of("millrace.tls.client-certificate", "required"))) {
            assertThatThrownBy(() -> post(service, null, "Authorization", "Bearer mr_anybody"))
                    .isInstanceOf(IOException.class);
            assertThat(post(service, plant.client("stranger"), "Authorization", "Bearer mr_anybody")
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void aNewCertificateIsInForceWithinSecondsAndABrokenOneIsRefused() throws Exception {
        try (TestService service = start(Map.of())) {
            X509Certificate first = presented(service);
            X509Bundle next = plant.server();
            install(next);
            Await.isTrue(Duration.ofSeconds(10), () -> presented(service).equals(next.getCertificate()));
            assertThat(next.getCertificate()).isNotEqualTo(first);
            TestPki.replace(key, plant.server().getPrivateKeyPEM());
            Await.isTrue(Duration.ofSeconds(10), () -> metric(service, "millrace_tls_files_refused") == 1);
            assertThat(presented(service)).isEqualTo(next.getCertificate());
            try (HttpClient client = client(plant.context(null))) {
                assertThat(get(client, service.url().resolve("/health/readiness"))
                                .body())
                        .contains("the key file has not the private key of the certificate", "stay in force");
            }
            install(next);
            Await.isTrue(Duration.ofSeconds(10), () -> metric(service, "millrace_tls_files_refused") == 0);
            assertThat(metric(service, "millrace_tls_certificate_expiry_seconds"))
                    .isEqualTo((double)
                            next.getCertificate().getNotAfter().toInstant().getEpochSecond());
        }
    }

    private X509Certificate presented(TestService service) throws Exception {
        try (HttpClient client = client(plant.context(null))) {
            return (X509Certificate) get(client, service.url().resolve("/health"))
                    .sslSession()
                    .orElseThrow()
                    .getPeerCertificates()[0];
        }
    }

    @Test
    void aSenderThatSpeaksNoTlsOrStopsInTheHandshakeLosesOnlyItsConnection() throws Exception {
        try (TestService service = start(Map.of("millrace.http.head-timeout", "1s"))) {
            int port = service.url().getPort();
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket halfway = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout(10_000);
                halfway.setSoTimeout(10_000);
                plain.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                halfway.getOutputStream().write(new byte[] {22, 3, 1, 2});
                assertThat(new String(ends(plain), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
                assertThat(ends(halfway)).hasSizeLessThan(100);
            }
            assertThat(post(service, plant.client("press-7")).statusCode()).isEqualTo(202);
        }
    }

    private static byte[] ends(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return in.readAllBytes();
    }

    @Test
    void bothVersionsOfTlsCarryLargeBodies() throws Exception {
        StringBuilder body = new StringBuilder();
        Instant time = TestService.anHourAgo();
        for (int i = 0; i < 20_000; i++) {
            body.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/%s\"}\n"
                    .formatted(i, user, time, "a".repeat(50)));
        }
        try (TestService service = start(Map.of())) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                SSLParameters parameters = new SSLParameters();
                parameters.setProtocols(new String[] {version});
                try (HttpClient client = HttpClient.newBuilder()
                        .sslContext(plant.context(plant.client("press-7")))
                        .sslParameters(parameters)
                        .build()) {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(service.url().resolve("/api/traffic?ack=stored"))
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(BodyPublishers.ofString(body.toString()))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
                }
            }
        }
    }

    @Test
    void theStartSaysWhichFileIsWrong() throws Exception {
        Files.writeString(key, "no key");
        assertThatThrownBy(() -> start(Map.of()).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MILLRACE_TLS_CERTIFICATE_FILE=")
                .hasMessageContaining("the key file has no private key");
    }
}
