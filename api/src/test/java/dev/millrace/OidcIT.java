package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.testing.Await;
import dev.millrace.testing.OidcIssuer;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of two issuers give the rights of their roles; what is wrong with a token is refused, and an issuer may be away. */
@Timeout(90)
class OidcIT {
    private static final String REPORT = "/api/traffic/daily/42";

    /** Other tests share the tables, and use small ids. */
    private static final String UNKNOWN_VIEW = "/api/traffic/18446744073709551557";

    @TempDir
    Path directory;

    private OidcIssuer first;
    private OidcIssuer second;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        first = OidcIssuer.start();
        second = OidcIssuer.start();
        start(file());
    }

    private Path file() throws Exception {
        return Files.writeString(
                directory.resolve("issuers.json"), """
                [{"name": "first", "issuer": "%s", "audiences": ["millrace", "other"], "roles_claim": "realm_access.roles",
                  "roles": {
                    "*": {"may": ["read"], "reads": ["user:{user_id}", "sensor:{sensors}"]},
                    "analyst": {"may": ["read"], "reads": ["reports"]},
                    "sender": {"may": ["write"], "kinds": ["traffic"]},
                    "operator": {"may": ["read", "admin"]}}},
                 {"name": "second", "issuer": "%s", "jwks_url": "%s", "authorized_parties": ["grafana"],
                  "algorithms": ["ES256"], "clock_skew_seconds": 0, "roles_claim": "scope",
                  "roles": {"millrace.read": {"may": ["read"]}}}]
                """.formatted(first.url(), second.url(), second.jwksUrl()));
    }

    private void start(Path issuers) {
        service = TestService.start(
                directory.resolve("data"),
                TestClickHouse.shared(),
                Map.of("millrace.auth.oidc-file", issuers.toString()));
    }

    @AfterEach
    void stop() {
        service.close();
        first.close();
        second.close();
    }

    @Test
    void aTokenGivesTheRightsOfItsRoles() throws Exception {
        service.awaitReady();
        awaitAccepted(first.token(roles("analyst")));
        assertThat(status(REPORT, first.token(roles("analyst")))).isEqualTo(200);
        assertThat(status("/api/traffic/7", first.token(roles("analyst")))).isEqualTo(403);
        assertThat(status(UNKNOWN_VIEW, first.token(roles("operator")))).isEqualTo(404);
        assertThat(status("/api/dead-letters", first.token(roles("operator")))).isEqualTo(200);
        assertThat(status("/api/dead-letters", first.token(roles("analyst")))).isEqualTo(403);
        assertThat(post("/api/traffic", first.token(roles("sender"))))
                .as("no events")
                .isEqualTo(400);
        assertThat(post("/api/sensors/readings", first.token(roles("sender")))).isEqualTo(403);
        assertThat(post("/api/sensors/readings", first.token(roles("analyst")))).isEqualTo(403);
        assertThat(status("/api/traffic/pages", first.token(roles("sender", "analyst"))))
                .isEqualTo(200);
        assertThat(service.get(REPORT).statusCode()).isEqualTo(401);
        assertThat(service.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aClaimSaysWhichPersonOrWhichSensorsATokenMayRead() throws Exception {
        service.awaitReady();
        awaitAccepted(first.token(claims -> claims.claim("user_id", 42)));
        assertThat(status(REPORT, first.token(claims -> claims.claim("user_id", "42"))))
                .isEqualTo(200);
        assertThat(status(REPORT, first.token(claims -> claims.claim("user_id", 43))))
                .isEqualTo(403);
        assertThat(status(REPORT, first.token(claims -> claims.claim("user_id", "*"))))
                .as("no pattern")
                .isEqualTo(403);
        assertThat(status(REPORT, first.token(claims -> claims))).isEqualTo(403);
        String sensors = first.token(claims -> claims.claim("sensors", List.of("a", "b c")));
        assertThat(status("/api/sensors/1m?sensor_id=a&sensor_id=b+c", sensors)).isEqualTo(200);
        assertThat(status("/api/sensors/1m?sensor_id=a&sensor_id=d", sensors)).isEqualTo(403);
    }

    @Test
    void eachIssuerHasItsOwnRules() throws Exception {
        service.awaitReady();
        RSAKey rsa = second.keys().getFirst().toRSAKey();
        var elliptic = OidcIssuer.elliptic("e");
        second.keys().add(elliptic);
        UnaryOperator<JWTClaimsSet.Builder> grafana =
                claims -> claims.claim("azp", "grafana").claim("scope", "openid millrace.read");
        awaitAccepted(second.token(elliptic, grafana));
        assertThat(status(UNKNOWN_VIEW, second.token(elliptic, grafana))).isEqualTo(404);
        assertRefused("Its algorithm is not permitted.", second.token(rsa, grafana));
        assertRefused(
                "It was given to another party.",
                second.token(elliptic, claims -> grafana.apply(claims).claim("azp", "other")));
        assertRefused("It was given to another party.", second.token(elliptic, claims -> claims.claim("scope", "x")));
        assertRefused(
                "It has expired.",
                second.token(elliptic, claims -> grafana.apply(claims).expirationTime(in(-1))));
        assertRefused(
                "The issuer has no key of that kid.",
                first.token(OidcIssuer.rsa("e"), claims -> claims.audience("millrace")));
    }

    @Test
    void aWrongTokenIsRefusedWithItsReason() throws Exception {
        service.awaitReady();
        awaitAccepted(first.token(roles("analyst")));
        assertRefused("It has expired.", first.token(claims -> claims.expirationTime(in(-61))));
        assertThat(status(
                        REPORT,
                        first.token(claims -> roles("analyst").apply(claims).expirationTime(in(-50)))))
                .as("within the skew of 60 s")
                .isEqualTo(200);
        assertRefused("It does not expire.", first.token(claims -> claims.expirationTime(null)));
        assertRefused("It is not valid yet.", first.token(claims -> claims.notBeforeTime(in(70))));
        assertThat(status(
                        REPORT,
                        first.token(claims -> roles("analyst").apply(claims).notBeforeTime(in(50)))))
                .isEqualTo(200);
        assertRefused("It is for another audience.", first.token(claims -> claims.audience("someone")));
        assertRefused("It is for another audience.", first.token(claims -> claims.audience((String) null)));
        assertRefused(
                "Its issuer is none of those configured.",
                first.token(claims -> claims.issuer("https://evil.example")));
        assertRefused("Its issuer is none of those configured.", first.token(claims -> claims.issuer(null)));
        assertRefused("Its signature is wrong.", first.token(OidcIssuer.rsa("first"), roles("operator")));
        String good = first.token(roles("analyst"));
        String other = first.token(roles("operator"));
        String swapped = good.substring(0, good.indexOf('.'))
                + other.substring(other.indexOf('.'), other.lastIndexOf('.'))
                + good.substring(good.lastIndexOf('.'));
        assertRefused("Its signature is wrong.", swapped);
        assertRefused(
                "It is no signed JWT.",
                new PlainJWT(roles("operator").apply(first.claims()).build()).serialize());
        assertRefused("It is no signed JWT.", "eyJ.a.b");
        assertRefused("It is no signed JWT.", good + ".x.y");
        assertThat(service.get(REPORT + "?key=" + good).statusCode())
                .as("not in a URL")
                .isEqualTo(401);
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        service.awaitReady();
        RSAKey key = first.keys().getFirst().toRSAKey();
        for (byte[] secret : List.of(
                key.toPublicKey().getEncoded(),
                key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                key.getModulus().decode())) {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                    roles("operator").apply(first.claims()).build());
            token.sign(new MACSigner(secret));
            assertRefused("Its algorithm is not permitted.", token.serialize());
        }
    }

    @Test
    void aKeyForEncryptionSignsNothing() throws Exception {
        service.awaitReady();
        RSAKey encrypts = new RSAKey.Builder(OidcIssuer.rsa("enc"))
                .keyUse(KeyUse.ENCRYPTION)
                .build();
        first.keys().add(encrypts);
        awaitAccepted(first.token(roles("analyst")));
        assertThat(status(REPORT, first.token(encrypts, roles("operator")))).isIn(401, 503);
        Await.isTrue(() -> status(REPORT, first.token(encrypts, roles("operator"))) == 401);
    }

    @Test
    void aNewKeyOfTheIssuerIsFetchedAndAnOldOneIsForgottenWithItsTokens() throws Exception {
        service.awaitReady();
        String old = first.token(roles("analyst"));
        awaitAccepted(old);
        RSAKey next = OidcIssuer.rsa("next");
        first.keys().clear();
        first.keys().add(next);
        // The refusals before the cooldown ends do not ask the issuer.
        awaitAccepted(first.token(roles("analyst")));
        Await.isTrue(() -> status(REPORT, old) == 401);
    }

    @Test
    void madeUpKeysDoNotHaveTheIssuerAskedAgainAndAgain() throws Exception {
        service.awaitReady();
        awaitAccepted(first.token(roles("analyst")));
        RSAKey unknown = OidcIssuer.rsa("unknown");
        String token = first.token(unknown, roles("operator"));
        int before = first.fetches();
        long until = System.nanoTime() + 6_000_000_000L;
        while (System.nanoTime() < until) {
            assertThat(status(REPORT, token)).isIn(401, 503);
        }
        assertThat(first.fetches() - before).isBetween(1, 2);
    }

    @Test
    void whileTheIssuerIsAwayItsKeysStayAndTokensAreAccepted() throws Exception {
        service.awaitReady();
        awaitAccepted(first.token(roles("analyst")));
        first.stop();
        assertThat(status(REPORT, first.token(roles("analyst")))).isEqualTo(200);
        RSAKey next = OidcIssuer.rsa("next");
        String unknown = first.token(next, roles("analyst"));
        Await.isTrue(() -> {
            assertThat(status(REPORT, unknown)).isIn(401, 503);
            return service.get("/health/readiness").body().contains("The keys of the issuer first cannot be fetched");
        });
        assertThat(service.get("/health/readiness").statusCode())
                .as("a remark only")
                .isEqualTo(200);
        assertThat(status(REPORT, first.token(roles("analyst")))).isEqualTo(200);
        first.keys().add(next);
        first.resume();
        awaitAccepted(unknown);
    }

    @Test
    void theServiceStartsWithoutTheIssuerAndSaysThatATokenCannotBeCheckedNow() throws Exception {
        service.close();
        first.stop();
        start(file());
        service.awaitReady();
        String token = first.token(roles("analyst"));
        HttpResponse<String> later = service.get(REPORT, "Authorization", "Bearer " + token);
        assertThat(later.statusCode()).isEqualTo(503);
        assertThat(later.headers().firstValue("Retry-After")).contains("1");
        assertThat(later.body()).contains("The keys of the issuer are being fetched.");
        first.resume();
        awaitAccepted(token);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                          | it must hold a JSON array of issuers
            []                                                                          | it must hold 1 to 20 issuers
            [{"name":"a","issuer":"http://id.example","audiences":["m"],"roles":{"*":{"may":["read"]}}}] | issuer a: issuer must be an https URL
            [{"name":"a","issuer":"https://id.example","roles":{"*":{"may":["read"]}}}] | issuer a: audiences or authorized_parties must be there
            [{"name":"a","issuer":"https://id.example","audiences":["m"]}]              | issuer a: roles must say what tokens may do
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"algorithms":["HS256"],"roles":{"*":{"may":["read"]}}}] | issuer a: algorithms must be a list of ES256
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"algorithms":["none"],"roles":{"*":{"may":["read"]}}}] | issuer a: algorithms must be a list of ES256
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"clock_skew_seconds":301,"roles":{"*":{"may":["read"]}}}] | issuer a: clock_skew_seconds must be a whole number from 0 to 300
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"roles":{"x":{"may":["raed"]}}}] | issuer a, role x: may must be a list of
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"roles":{"x":{"may":["read"],"reads":["person:{id}"]}}}] | issuer a, role x: reads must be a list of
            [{"name":"a","issuer":"https://id.example","audiences":["m"],"role":{}}]    | issuer a: it has a field that is none of
            """)
    void aWrongFileStopsTheStart(String text, String message) throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.json"), text);
        assertThatThrownBy(() -> TestService.start(
                        directory.resolve("other"),
                        TestClickHouse.shared(),
                        Map.of("millrace.auth.oidc-file", wrong.toString())))
                .rootCause()
                .hasMessageStartingWith("MILLRACE_AUTH_OIDC_FILE=" + wrong)
                .hasMessageContaining(message);
    }

    private static UnaryOperator<JWTClaimsSet.Builder> roles(String... roles) {
        return claims -> claims.claim("realm_access", Map.of("roles", List.of(roles)));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private int status(String path, String token) throws Exception {
        return service.get(path, "Authorization", "Bearer " + token).statusCode();
    }

    private int post(String path, String token) throws Exception {
        return service.post(path, "application/x-ndjson", " ", "Authorization", "Bearer " + token)
                .statusCode();
    }

    private void assertRefused(String why, String token) throws Exception {
        HttpResponse<String> answer = service.get(REPORT, "Authorization", "Bearer " + token);
        long until = System.nanoTime() + 10_000_000_000L;
        while (answer.statusCode() == 503 && System.nanoTime() < until) {
            Thread.sleep(50);
            answer = service.get(REPORT, "Authorization", "Bearer " + token);
        }
        assertThat(answer.statusCode()).as(why).isEqualTo(401);
        assertThat(answer.body()).contains(why).doesNotContain(token);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"invalid_token\"");
    }

    private void awaitAccepted(String token) throws Exception {
        Await.isTrue(() -> status(REPORT, token) == 200);
    }
}
