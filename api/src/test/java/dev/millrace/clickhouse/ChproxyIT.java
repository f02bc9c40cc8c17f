package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.ChproxyUser;
import dev.millrace.testing.TestCluster;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chproxy with the file of production in front of two shards. */
class ChproxyIT {
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
                    .isEqualTo("%d\n".formatted(cluster.shard(shard).url().getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "report", "rollup", "admin"})
    void eachRoleIsThatRoleInClickHouseToo(String role) throws Exception {
        assertThat(cluster.user(role, 2).ask("SELECT currentUser()").body()).isEqualTo(role + "\n");
    }

    @Test
    void aWrongPasswordIsRefusedBeforeAnythingReachesClickHouse() throws Exception {
        HttpResponse<String> answer = new ChproxyUser(cluster.url(), "admin-1", "wrong").ask("SELECT 1");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("X-ClickHouse-Query-Id")).isEmpty();
        String right = cluster.credentials().adminPassword();
        assertThat(new ChproxyUser(cluster.url(), "admin-3", right)
                        .ask("SELECT 1")
                        .statusCode())
                .isEqualTo(401);
        assertThat(new ChproxyUser(cluster.url(), "admin", right)
                        .ask("SELECT 1")
                        .statusCode())
                .isEqualTo(401);
    }
}
