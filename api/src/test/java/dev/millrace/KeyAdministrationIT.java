package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.TestClickHouse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key that an administrator makes on one node is in force on all of them, also while ClickHouse is away. */
@Timeout(120)
class KeyAdministrationIT {
    private static final Duration IN_FORCE = Duration.ofSeconds(5);
    private static final String ADMIN = "mr_admin";

    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static Map<String, Object> settings;
    private static TestService one;
    private static TestService two;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        KeyFile file = new KeyFile(directory.resolve("keys.json"), KeyFile.entry("admin", "'may':['admin']"));
        settings = Map.of("millrace.auth.keys-file", file.path().toString());
        one = TestService.start(directory.resolve("one"), clickHouse, settings);
        two = TestService.start(directory.resolve("two"), clickHouse, settings);
        one.awaitReady();
        two.awaitReady();
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        clickHouse.close();
    }

    @Test
    void aKeyIsInForceOnBothNodesUntilItIsRevokedOnTheOther() throws Exception {
        HttpResponse<String> made = make("{\"name\":\"grafana\",\"may\":[\"read\"],\"reads\":[\"reports\"]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        String secret = secret(made);
        assertThat(report(one, secret)).as("with the answer").isEqualTo(200);
        Await.isEqual(IN_FORCE, 200, () -> report(two, secret));
        HttpResponse<String> listed = two.get("/api/admin/keys", "Authorization", "Bearer " + ADMIN);
        assertThat(listed.body())
                .contains("\"name\":\"grafana\"", "\"source\":\"table\"", "\"name\":\"admin\"", "\"source\":\"file\"")
                .doesNotContain("sha256", secret);
        assertThat(clickHouse.query("SELECT entry FROM millrace.api_key")).doesNotContain(secret);

        HttpResponse<String> rotated = one.post(
                "/api/admin/keys/grafana/rotate?overlap=3600",
                "application/json",
                "",
                "Authorization",
                "Bearer " + ADMIN);
        assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
        String second = secret(rotated);
        Await.isEqual(IN_FORCE, 200, () -> report(two, second));
        assertThat(report(two, secret)).as("both are valid").isEqualTo(200);
        String third = secret(one.post(
                "/api/admin/keys/grafana/rotate?overlap=0",
                "application/json",
                "",
                "Authorization",
                "Bearer " + ADMIN));
        Await.isEqual(IN_FORCE, 401, () -> report(two, second));
        assertThat(report(two, secret)).isEqualTo(401);
        assertThat(report(two, third)).isEqualTo(200);

        assertThat(two.delete("/api/admin/keys/grafana", "Authorization", "Bearer " + ADMIN)
                        .statusCode())
                .isEqualTo(204);
        assertThat(report(two, third)).as("with the answer").isEqualTo(401);
        Await.isEqual(IN_FORCE, 401, () -> report(one, third));
        assertThat(two.delete("/api/admin/keys/grafana", "Authorization", "Bearer " + ADMIN)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aNodeThatStartsWithoutClickHouseKnowsTheKeysThatItSawLast() throws Exception {
        String secret = secret(make("{\"name\":\"lasting\",\"may\":[\"write\"]}"));
        Path home = directory.resolve("three");
        try (TestService three = TestService.start(home, clickHouse, settings)) {
            Await.isEqual(IN_FORCE, 400, () -> blanks(three, secret));
        }
        Path copy = home.resolve("stored-keys.json");
        assertThat(Files.readString(copy)).contains("lasting").doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        try (TestService alone = TestService.startAt(home, URI.create("http://127.0.0.1:1"), settings)) {
            assertThat(blanks(alone, secret)).isEqualTo(400);
            assertThat(blanks(alone, "mr_other")).isEqualTo(401);
            HttpResponse<String> refused = alone.post(
                    "/api/admin/keys",
                    "application/json",
                    "{\"name\":\"x\",\"may\":[\"write\"]}",
                    "Authorization",
                    "Bearer " + ADMIN);
            assertThat(refused.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void whatCannotBeMadeIsSaidAndNothingIsStored() throws Exception {
        assertThat(make("{\"name\":\"twice\",\"may\":[\"write\"]}").statusCode())
                .isEqualTo(201);
        assertThat(make("{\"name\":\"twice\",\"may\":[\"read\"]}").statusCode()).isEqualTo(409);
        assertThat(make("{\"name\":\"admin\",\"may\":[\"read\"]}").statusCode()).isEqualTo(409);
        assertThat(make("{\"name\":\"a b\",\"may\":[\"read\"]}").body()).contains("name must be 1 to 64 letters");
        assertThat(make("{\"name\":\"a\",\"may\":[\"wirte\"]}").statusCode()).isEqualTo(422);
        assertThat(make("{\"name\":\"a\",\"may\":[\"write\"],\"kinds\":[\"other\"]}")
                        .body())
                .contains("kinds must be a list of sensors, traffic");
        assertThat(make("{\"name\":\"a\",\"may\":[\"read\"],\"sha256\":\"x\"}").statusCode())
                .isEqualTo(422);
        assertThat(make(withScope(3850)).statusCode()).as("just short enough").isEqualTo(201);
        assertThat(make(withScope(4000)).statusCode()).isEqualTo(413);
        assertThat(make("[]").statusCode()).isEqualTo(400);
        assertThat(make("").statusCode()).isEqualTo(400);
        assertThat(make("null").statusCode()).as("not 500").isEqualTo(400);
        assertThat(one.delete("/api/admin/keys/admin", "Authorization", "Bearer " + ADMIN)
                        .body())
                .contains("in the file of keys");
        assertThat(one.post("/api/admin/keys/none/rotate", "application/json", "", "Authorization", "Bearer " + ADMIN)
                        .statusCode())
                .isEqualTo(404);
        assertThat(one.post(
                                "/api/admin/keys/twice/rotate?overlap=-1",
                                "application/json",
                                "",
                                "Authorization",
                                "Bearer " + ADMIN)
                        .statusCode())
                .isEqualTo(422);
        String secret = secret(make("{\"name\":\"nobody\",\"may\":[\"read\"]}"));
        assertThat(one.get("/api/admin/keys", "Authorization", "Bearer " + secret)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anEntryThatThisBuildDoesNotKnowIsLeftOutAndTheOthersAreInForce() throws Exception {
        String secret = secret(make("{\"name\":\"good\",\"may\":[\"read\"]}"));
        clickHouse.query("INSERT INTO millrace.api_key (name, version, is_revoked, entry) VALUES"
                + " ('bad', 1, 0, '{\"name\":\"bad\",\"new_field\":1}')");
        Await.isEqual(
                IN_FORCE,
                1,
                () -> one.get("/health/readiness").body().contains("A key of the API is not in force: ") ? 1 : 0);
        assertThat(report(one, secret)).isEqualTo(200);
        clickHouse.query("INSERT INTO millrace.api_key (name, version, is_revoked, entry) VALUES ('bad', 2, 1, '')");
        Await.isEqual(IN_FORCE, 0, () -> one.get("/health/readiness").body().contains("not in force") ? 1 : 0);
    }

    private static String withScope(int characters) {
        return "{\"name\":\"long%s\",\"may\":[\"read\"],\"reads\":[\"sensor:%s\"]}"
                .formatted(characters, "x".repeat(characters));
    }

    private static HttpResponse<String> make(String body) throws Exception {
        return one.post("/api/admin/keys", "application/json", body, "Authorization", "Bearer " + ADMIN);
    }

    private static String secret(HttpResponse<String> answer) {
        return answer.body().replaceAll(".*\"key\":\"([^\"]*)\".*", "$1");
    }

    private static int report(TestService service, String secret) throws Exception {
        return service.get("/api/traffic/daily/1", "Authorization", "Bearer " + secret)
                .statusCode();
    }

    private static int blanks(TestService service, String secret) throws Exception {
        return service.post("/api/traffic", "application/x-ndjson", " ", "Authorization", "Bearer " + secret)
                .statusCode();
    }
}
