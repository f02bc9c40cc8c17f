package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.millrace.testing.Keycloak;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a real Keycloak give the rights of their roles. It takes 180 MB and a minute or two, so it has to be asked for. */
@EnabledIfEnvironmentVariable(
        named = "MILLRACE_TEST_KEYCLOAK",
        matches = "required",
        disabledReason = "A real Keycloak is fetched and started with MILLRACE_TEST_KEYCLOAK=required only.")
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
    private static final String REPORT = "/api/traffic/daily/42";
    private static final Map<String, String> SENDER =
            Map.of("grant_type", "client_credentials", "client_id", "sender", "client_secret", "secret");

    private static final String REALM = """
            {"realm": "%s", "enabled": true, "sslRequired": "none",
             "roles": {"realm": [{"name": "reader"}, {"name": "writer"}]},
             "clients": [
               {"clientId": "sender", "secret": "secret", "serviceAccountsEnabled": true, "standardFlowEnabled": false},
               {"clientId": "web", "publicClient": true, "directAccessGrantsEnabled": true},
               {"clientId": "brief", "publicClient": true, "directAccessGrantsEnabled": true,
                "attributes": {"access.token.lifespan": "3"}},
               {"clientId": "stranger", "publicClient": true, "directAccessGrantsEnabled": true}],
             "users": [
               {"username": "service-account-sender", "enabled": true, "serviceAccountClientId": "sender", "realmRoles": ["writer"]},
               {"username": "ann", "enabled": true, "email": "ann@example.org", "emailVerified": true, "firstName": "A",
                "lastName": "N", "credentials": [{"type": "password", "value": "ann"}], "realmRoles": ["reader"]},
               {"username": "bob", "enabled": true, "email": "bob@example.org", "emailVerified": true, "firstName": "B",
                "lastName": "O", "credentials": [{"type": "password", "value": "bob"}]}]}
            """;

    @TempDir
    static Path directory;

    private static Keycloak keycloak;
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        keycloak = Keycloak.start(
                directory, Map.of("millrace", REALM.formatted("millrace"), "other", REALM.formatted("other")));
        Path issuers = Files.writeString(directory.resolve("issuers.json"), """
                [{"name": "keycloak", "issuer": "%s", "authorized_parties": ["sender", "web", "brief"], "clock_skew_seconds": 0,
                  "roles_claim": "realm_access.roles",
                  "roles": {"reader": {"may": ["read"]}, "writer": {"may": ["write"]}}}]
                """.formatted(keycloak.issuer("millrace")));
        service = TestService.start(
                directory.resolve("data"),
                TestClickHouse.shared(),
                Map.of("millrace.auth.oidc-file", issuers.toString()));
        service.awaitReady();
        await(200, ann("web"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private static String user(String realm, String client, String name) throws Exception {
        return keycloak.token(
                realm, Map.of("grant_type", "password", "client_id", client, "username", name, "password", name));
    }

    private static String ann(String client) throws Exception {
        return user("millrace", client, "ann");
    }

    private static int read(String token) throws Exception {
        return service.get(REPORT, "Authorization", "Bearer " + token).statusCode();
    }

    private static int write(String token) throws Exception {
        HttpResponse<String> answer = service.post(
                "/api/traffic",
                "application/x-ndjson",
                "{\"request_id\":1,\"user_id\":1,\"created_at\":\"2026-11-19T10:05:03Z\",\"page_url\":\"/\"}",
                "Authorization",
                "Bearer " + token);
        return answer.statusCode();
    }

    /** Waits until reading is answered so: keys are fetched in the background, and not more often than every five seconds. */
    private static void await(int status, String token) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (read(token) != status && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(read(token)).isEqualTo(status);
    }

    private static String keyOf(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    @Test
    @Order(1)
    void aClientMayDoWhatItsRolePermits() throws Exception {
        String token = keycloak.token("millrace", SENDER);
        assertThat(write(token)).isEqualTo(202);
        assertThat(read(token)).isEqualTo(403);
    }

    @Test
    @Order(2)
    void aPersonMayDoWhatTheRolePermits() throws Exception {
        String token = ann("web");
        assertThat(read(token)).isEqualTo(200);
        assertThat(write(token)).isEqualTo(403);
    }

    @Test
    @Order(3)
    void aPersonWithoutTheRoleMayDoNothing() throws Exception {
        String token = user("millrace", "web", "bob");
        assertThat(read(token)).isEqualTo(403);
        assertThat(write(token)).isEqualTo(403);
    }

    @Test
    @Order(4)
    void aTokenOfAnotherRealmOrForAnotherClientIsNone() throws Exception {
        assertThat(read(user("other", "web", "ann"))).isEqualTo(401);
        assertThat(read(ann("stranger"))).isEqualTo(401);
    }

    @Test
    @Order(5)
    void aTokenIsNoneAnyMoreWhenItHasExpired() throws Exception {
        String token = ann("brief");
        assertThat(read(token)).isEqualTo(200);
        TimeUnit.SECONDS.sleep(4);
        HttpResponse<String> answer = service.get(REPORT, "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("It has expired.");
    }

    @Test
    @Order(6)
    void aRestartOfKeycloakIsNotNoticed() throws Exception {
        String before = ann("web");
        keycloak.stop();
        assertThat(read(before)).as("Keycloak is away").isEqualTo(200);
        keycloak.startAgain();
        assertThat(read(before)).isEqualTo(200);
        assertThat(read(ann("web"))).isEqualTo(200);
    }

    @Test
    @Order(7)
    void aNewKeyOfTheRealmIsTakenAndTheOldOneStays() throws Exception {
        String before = ann("web");
        keycloak.rotate("millrace");
        String after = ann("web");
        assertThat(keyOf(after)).isNotEqualTo(keyOf(before));
        await(200, after);
        assertThat(read(before)).isEqualTo(200);
    }
}
