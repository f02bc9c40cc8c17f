package dev.millrace;

import static dev.millrace.testing.KeyFile.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gate.Permissions;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.testing.TestPki;
import io.micronaut.web.router.Router;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the description is asked with every kind of key and certificate, right and wrong, directly and by way of the framework. */
@Timeout(120)
class AccessMatrixIT {
    private static final String CERTIFICATE = "certificate:";
    private static final String SHOP = "https://shop.example";

    /** Certificates as a proxy passes them on, by the client's name: TlsIT shows that those of a handshake are the same. */
    private static final Map<String, byte[]> CERTIFICATES = new HashMap<>();

    @TempDir
    static Path directory;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        List<String> lasting = new ArrayList<>(List.of(
                entry("write", "'may':['write']"),
                entry("read", "'may':['read']"),
                entry("admin", "'may':['admin']"),
                entry("expired", "'may':['write','read','admin'],'expires':'%s'".formatted(Instant.now())),
                entry("traffic", "'may':['write'],'kinds':['traffic']"),
                entry("sensors", "'may':['write'],'kinds':['sensors']"),
                entry("page", "'may':['write'],'origins':['%s']".formatted(SHOP)),
                entry("scoped", "'may':['read'],'reads':['user:999999999']")));
        for (String right : List.of("write", "read", "admin")) {
            lasting.add("{\"name\":\"certified-%s\",\"may\":[\"%s\"],\"certificates\":[\"dns:%s.plant.example\"]}"
                    .formatted(right, right, right));
        }
        TestPki pki = new TestPki("Plant");
        for (String name : List.of("write", "read", "admin", "stranger")) {
            CERTIFICATES.put(name, pki.client(name).getCertificate().getEncoded());
        }
        List<String> before = new ArrayList<>(lasting);
        before.add(entry("revoked", "'may':['write','read','admin']"));
        KeyFile file = new KeyFile(directory.resolve("keys.json"), before.toArray(String[]::new));
        service = TestService.start(
                directory.resolve("data"),
                TestClickHouse.shared(),
                Map.of("millrace.auth.keys-file", file.path().toString(), "millrace.trusted-proxies", "127.0.0.1"));
        service.awaitReady();
        assertThat(service.get("/prometheus", "Authorization", "Bearer mr_revoked")
                        .statusCode())
                .isEqualTo(200);
        file.replace(lasting.toArray(String[]::new));
        long until = System.nanoTime() + 5_000_000_000L;
        while (service.get("/prometheus", "Authorization", "Bearer mr_revoked").statusCode() == 200) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(20);
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @TestFactory
    List<DynamicTest> aRouteIsForTheRightKeyAlone() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String route : routes()) {
            for (String accept : List.of("*/*", "application/json, text/plain")) {
                tests.add(DynamicTest.dynamicTest(route + ", " + accept, () -> check(route, accept)));
            }
        }
        return tests;
    }

    private static void check(String route, String accept) throws Exception {
        String method = route.substring(0, route.indexOf(' '));
        String path =
                route.substring(route.indexOf(' ') + 1).replaceAll("\\{\\w+}", Long.toString(TestService.newUser()));
        Set<String> needed = Permissions.needed(method, path);
        if (needed.isEmpty()) {
            assertThat(status(method, path, accept, "none", null)).isNotIn(401, 403);
            assertThat(status(method, path, accept, "wrong", null)).isNotIn(401, 403);
            return;
        }
        for (String invalid : List.of("none", "wrong", "expired", "revoked")) {
            assertThat(status(method, path, accept, invalid, null)).as(invalid).isEqualTo(401);
        }
        assertThat(status(method, path, accept, CERTIFICATE + "stranger", null))
                .as("wrong certificate")
                .isEqualTo(401);
        for (String other : List.of("write", "read", "admin")) {
            if (!needed.contains(other)) {
                assertThat(status(method, path, accept, other, null)).as(other).isEqualTo(403);
                assertThat(status(method, path, accept, CERTIFICATE + other, null))
                        .as("certificate of " + other)
                        .isEqualTo(403);
            }
        }
        if (needed.contains("write")) {
            String wrongKind = path.startsWith("/api/traffic") ? "sensors" : "traffic";
            assertThat(status(method, path, accept, wrongKind, null))
                    .as("wrong kind")
                    .isEqualTo(403);
            assertThat(status(method, path, accept, "page", null))
                    .as("no origin")
                    .isEqualTo(403);
            assertThat(status(method, path, accept, "page", "https://evil.example"))
                    .as("wrong origin")
                    .isEqualTo(403);
            assertThat(status(method, path, accept, "page", SHOP))
                    .as("own origin")
                    .isNotIn(401, 403);
        }
        if (needed.contains("read")) {
            assertThat(status(method, path, accept, "scoped", null))
                    .as("wrong scope")
                    .isEqualTo(403);
        }
        String right = needed.iterator().next();
        // With an unknown parameter the framework refuses what would change something.
        String harmless = needed.contains("admin") ? path + "?undescribed=1" : path;
        assertThat(status(method, harmless, accept, right, null)).as("right").isNotIn(401, 403);
        assertThat(status(method, harmless, accept, CERTIFICATE + right, null))
                .as("right certificate")
                .isNotIn(401, 403);
        assertThat(status(method, harmless, accept, CERTIFICATE + right, "https://evil.example"))
                .as("certificate of a browser on a foreign page")
                .isEqualTo(403);
    }

    private static int status(String method, String path, String accept, String key, @Nullable String origin)
            throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                method + " " + path + " HTTP/1.1",
                "Accept: " + accept,
                "Content-Type: application/json",
                "Content-Length: 0"));
        if (key.startsWith(CERTIFICATE)) {
            byte[] certificate = Objects.requireNonNull(CERTIFICATES.get(key.substring(CERTIFICATE.length())));
            lines.add("Client-Cert: :%s:".formatted(Base64.getEncoder().encodeToString(certificate)));
        } else if (!key.equals("none")) {
            lines.add("Authorization: Bearer mr_" + key);
        }
        if (origin != null) {
            lines.add("Origin: " + origin);
        }
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.head(lines.toArray(String[]::new));
            return connection.answer().status();
        }
    }

    private static Set<String> routes() {
        return service.bean(Router.class)
                .uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
                .map(route -> route.replaceAll("/$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
