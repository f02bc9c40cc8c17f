package dev.millrace.torture.fuzz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.testing.OidcIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The credentials of a run: a key that permits everything, a token that does, and damaged ones. Thread-safe.
 *
 * @param key permits everything
 * @param token permits everything
 * @param useless are expired, of others, or unsigned
 * @param settings tell the service
 */
record Keys(String key, String token, List<String> useless, Map<String, String> settings) {
    private static final String RIGHTS = "\"may\": [\"write\", \"read\", \"admin\"]";

    Keys {
        useless = List.copyOf(useless);
        settings = Map.copyOf(settings);
    }

    /** Makes them and writes the files that the service reads. */
    static Keys write(Path home, OidcIssuer issuer, SplittableRandom random) throws IOException, JOSEException {
        String key = "mr_fuzz_" + Long.toHexString(random.nextLong());
        Path keys = Files.writeString(
                home.resolve("keys.json"),
                "[{\"name\": \"fuzz\", \"sha256\": \"%s\", %s}]".formatted(hash(key), RIGHTS));
        Path issuers = Files.writeString(home.resolve("issuers.json"), """
                [{"name": "fuzz", "issuer": "%s", "audiences": ["millrace"], "roles_claim": "roles",
                  "roles": {"all": {%s}}}]
                """.formatted(issuer.url(), RIGHTS));
        String token = issuer.token(Keys::withRole);
        return new Keys(
                key,
                token,
                List.of(
                        issuer.token(claims -> withRole(claims).expirationTime(Date.from(Instant.EPOCH))),
                        issuer.token(claims -> withRole(claims).audience("others")),
                        issuer.token(OidcIssuer.rsa("unknown"), Keys::withRole),
                        token.substring(0, token.lastIndexOf('.') + 1)),
                Map.of(
                        "MILLRACE_AUTH_KEYS_FILE", keys.toString(),
                        "MILLRACE_AUTH_OIDC_FILE", issuers.toString()));
    }

    private static JWTClaimsSet.Builder withRole(JWTClaimsSet.Builder claims) {
        return claims.claim("roles", List.of("all"))
                .expirationTime(Date.from(Instant.now().plusSeconds(86_400)));
    }

    /** Returns the header of a key, a token, or a damaged one. */
    String authorization(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> "Authorization: Bearer " + damaged(random.nextBoolean() ? key : token, random);
            case 1 -> "Authorization: Bearer " + useless.get(random.nextInt(useless.size()));
            case 2 ->
                "Authorization: "
                        + List.of("Basic Zjpn", "Bearer", "bearer  x", "Digest", "Bearer a b", "\t")
                                .get(random.nextInt(6));
            case 3 -> "Authorization: Bearer " + token;
            default -> "Authorization: Bearer " + key;
        };
    }

    private static String damaged(String secret, SplittableRandom random) {
        StringBuilder changed = new StringBuilder(secret);
        changed.setCharAt(random.nextInt(changed.length()), (char) (33 + random.nextInt(222)));
        return changed.toString();
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
