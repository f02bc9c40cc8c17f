package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.ClickHouseUser;
import dev.millrace.testing.TestCluster;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chproxy with the file of production in front of two shards. */
class ChproxyIT {
    private static final String MAX_THREADS = "SELECT value FROM system.settings WHERE name = 'max_threads'";

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.shared();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aUserReachesTheShardInItsNameAndNoOther(int shard) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(cluster.user("admin", shard)
                            .ask("SELECT getServerPort('http_port')")
                            .body())
                    .isEqualTo("%s\n".formatted(cluster.shard(shard).url().getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "report", "rollup", "admin"})
    void eachRoleIsThatRoleInClickHouseToo(String role) throws Exception {
        assertThat(cluster.user(role, 2).ask("SELECT currentUser()").body()).isEqualTo(role + "\n");
    }

    @Test
    void aWrongPasswordOrUserIsRefusedBeforeAnythingReachesClickHouse() throws Exception {
        String right = cluster.credentials().adminPassword();
        for (ClickHouseUser stranger : new ClickHouseUser[] {
            new ClickHouseUser(cluster.url(), "admin-1", "wrong"),
            new ClickHouseUser(cluster.url(), "admin-1", cluster.credentials().reportPassword()),
            new ClickHouseUser(cluster.url(), "admin-3", right),
            new ClickHouseUser(cluster.url(), "admin", right),
            new ClickHouseUser(cluster.url(), "default", "")
        }) {
            HttpResponse<String> answer = stranger.ask("SELECT 1");
            assertThat(answer.statusCode()).as(stranger.name()).isEqualTo(401);
            assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).isEmpty();
        }
    }

    @Test
    void aSettingInTheUrlHasNoEffect() throws Exception {
        ClickHouseUser direct = new ClickHouseUser(
                cluster.shard(1).url(), "admin", cluster.credentials().adminPassword());
        assertThat(direct.ask(MAX_THREADS, "&max_threads=7").body()).isEqualTo("7\n");
        assertThat(cluster.user("admin", 1).ask(MAX_THREADS, "&max_threads=7").body())
                .isEqualTo(direct.ask(MAX_THREADS).body());
    }

    @Test
    void aClientCannotAskForAnAnswerBeforeItsRowsAreStored() throws Exception {
        String inEffect = "SELECT value FROM system.settings WHERE name = 'async_insert'";
        HttpResponse<String> answer =
                cluster.user("ingest", 1).ask(inEffect, "&async_insert=1&wait_for_async_insert=0");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0\n");
    }

    @Test
    void parametersOfAQueryArriveAndAnAnswerHasTheIdOfItsQuery() throws Exception {
        HttpResponse<String> answer =
                cluster.user("report", 1).ask("SELECT {x:UInt8} + 1", "&param_x=41&query_id=mine");
        assertThat(answer.body()).isEqualTo("42\n");
        // Not the one that was asked for: chproxy kills by an id of its own.
        assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id"))
                .hasValueSatisfying(id -> assertThat(id).isNotEmpty().isNotEqualTo("mine"));
    }

    @Test
    void anErrorOfClickHouseArrivesWithItsCode() throws Exception {
        HttpResponse<String> answer = cluster.user("report", 1).ask("SELECT * FROM millrace.nothing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).isPresent();
        assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).isPresent();
    }

    @Test
    void reportsAreReadByJdbc() throws Exception {
        cluster.shard(2).query("CREATE DATABASE IF NOT EXISTS millrace");
        String url = "jdbc:clickhouse:%s/millrace".formatted(cluster.url());
        ClickHouseUser user = cluster.user("report", 2);
        try (Connection connection = DriverManager.getConnection(url, user.name(), user.password());
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT number, toString(number) AS page FROM numbers(?) WHERE number >= ? ORDER BY number")) {
            for (int i = 0; i < 3; i++) {
                statement.setLong(1, 100_000);
                statement.setLong(2, 10);
                long rows = 0;
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        assertThat(result.getString("page")).isEqualTo(Long.toString(result.getLong(1)));
                        rows++;
                    }
                }
                assertThat(rows).isEqualTo(99_990);
            }
        }
    }

    @Test
    void itsFiguresSayWhoAskedWhatAndWhichServersAreWell() throws Exception {
        cluster.user("rollup", 1).ask("SELECT 1");
        assertThat(cluster.chproxy().metric("chproxy_request_sum_total{cluster=\"shard-1\""))
                .isPositive();
        assertThat(cluster.chproxy().metric("chproxy_host_health{cluster=\"shard-1\""))
                .isEqualTo(1);
        assertThat(cluster.chproxy().metric("chproxy_host_health{cluster=\"shard-2\""))
                .isEqualTo(1);
    }

    @Test
    void neitherPasswordsNorRowsComeIntoItsLog() throws Exception {
        new ClickHouseUser(cluster.url(), "ingest-1", "not-the-password")
                .ask("INSERT INTO millrace.traffic (request_id, user_id) VALUES (1, '/secret')");
        assertThat(cluster.chproxy().output())
                .contains("invalid username or password", "INSERT INTO millrace.traffic")
                .doesNotContain(
                        "/secret",
                        "not-the-password",
                        cluster.credentials().ingestPassword(),
                        cluster.credentials().reportPassword(),
                        cluster.credentials().rollupPassword(),
                        cluster.credentials().adminPassword());
    }
}
