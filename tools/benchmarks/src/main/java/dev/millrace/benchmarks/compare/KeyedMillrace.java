package dev.millrace.benchmarks.compare;

import com.nimbusds.jose.JOSEException;
import dev.millrace.benchmarks.load.Cores;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import dev.millrace.testing.OidcIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A Millrace that asks for a key, and takes tokens of an issuer that runs beside it.
 *
 * @param key permits everything
 * @param token is signed by the issuer and permits everything
 */
public record KeyedMillrace(Service service, OidcIssuer issuer, String key, String token) implements AutoCloseable {
    private static final String KEY = "mr_benchmarks";
    private static final String RIGHTS = "\"may\": [\"write\", \"read\"]";

    /** Starts both. */
    static KeyedMillrace start(Database database, Path directory, Cores cores, Map<String, String> settings)
            throws IOException, InterruptedException {
        try {
            OidcIssuer issuer = OidcIssuer.start();
            String token = issuer.token(claims -> claims.claim("roles", List.of("all"))
                    .expirationTime(Date.from(Instant.now().plusSeconds(86_400))));
            Map<String, String> all = new HashMap<>(settings);
            all.put("MILLRACE_AUTH_KEYS_FILE", write(directory.resolve("keys.json"), """
                    [{"name": "benchmarks", "sha256": "%s", %s}]
                    """.formatted(hash(), RIGHTS)));
            all.put("MILLRACE_AUTH_OIDC_FILE", write(directory.resolve("issuers.json"), """
                    [{"name": "benchmarks", "issuer": "%s", "audiences": ["millrace"], "roles_claim": "roles",
                      "roles": {"all": {%s}}}]
                    """.formatted(
                            issuer.url(), RIGHTS)));
            all.put("MILLRACE_INTAKE_NODE", "2");
            Service service = cores.startServer(() -> Service.start(database, directory, all));
            return new KeyedMillrace(service, issuer, KEY, token);
        } catch (JOSEException e) {
            throw new IOException("no token can be signed", e);
        }
    }

    private static String write(Path file, String content) throws IOException {
        return Files.writeString(file, content).toAbsolutePath().toString();
    }

    private static String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        service.close();
        issuer.close();
    }
}
