package dev.millrace.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.TestAddress;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.table.TableTtl;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaIT {
    @TempDir
    Path directory;

    private TestClickHouse clickHouse;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory);
    }

    @AfterEach
    void stop() {
        clickHouse.close();
    }

    @Test
    void eachMigrationIsAppliedOnce() throws Exception {
        assertThat(schema().migrate()).isInstanceOf(SchemaState.Ready.class);
        String applied = clickHouse.query("SELECT * FROM millrace.schema_migrations ORDER BY number");
        assertThat(schema().migrate()).isInstanceOf(SchemaState.Ready.class);
        assertThat(clickHouse.query("SELECT * FROM millrace.schema_migrations ORDER BY number"))
                .isEqualTo(applied);
    }

    @Test
    void aTableKeepsItsRowsAsLongAsIsSet() throws Exception {
        Duration month = Duration.ofDays(30);
        schema(new TableTtl("traffic", "created_at", month)).migrate();
        assertThat(engine()).contains("TTL toDateTime(created_at) + toIntervalSecond(2592000)");
        assertThat(new TableTtl("traffic", "created_at", month).change(engine()))
                .as("what is to be done again")
                .isEmpty();
        schema(new TableTtl("traffic", "created_at", Duration.ofDays(31))).migrate();
        assertThat(engine()).contains("toIntervalSecond(2678400)");
        schema(new TableTtl("traffic", "created_at", null)).migrate();
        assertThat(engine()).doesNotContain("TTL");
        assertThat(new TableTtl("traffic", "created_at", null).change(engine())).isEmpty();
    }

    @Test
    void aNewRetentionDoesNotWaitUntilAllRowsAreReadAgain() throws Exception {
        schema().migrate();
        clickHouse.query("INSERT INTO millrace.traffic (request_id, user_id, created_at, page_url, version)"
                + " VALUES (1, 1, now64(3), '/', 1)");
        clickHouse.query("SYSTEM STOP MERGES millrace.traffic");
        Schema schema = schema(new TableTtl("traffic", "created_at", Duration.ofDays(30)));
        assertThat(schema.migrate()).isInstanceOf(SchemaState.Ready.class);
        String mutations = "SELECT count() FROM system.mutations WHERE table = 'traffic' AND is_done = 0";
        assertThat(clickHouse.query(mutations)).isEqualTo("1");
        clickHouse.query("SYSTEM START MERGES millrace.traffic");
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!clickHouse.query(mutations).equals("0")) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(20);
        }
        assertThat(clickHouse.query("SELECT delete_ttl_info_max > now() + INTERVAL 29 DAY FROM system.parts"
                        + " WHERE active AND database = 'millrace' AND table = 'traffic'"))
                .isEqualTo("1");
    }

    private String engine() throws Exception {
        return clickHouse.query(
                "SELECT engine_full FROM system.tables WHERE database = 'millrace' AND name = 'traffic'");
    }

    @Test
    void twoNodesThatStartTogetherBothGetReady() throws Exception {
        try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            Callable<SchemaState> node = () -> schema().migrate();
            Future<SchemaState> one = nodes.submit(node);
            Future<SchemaState> other = nodes.submit(node);
            assertThat(one.get()).isInstanceOf(SchemaState.Ready.class);
            assertThat(other.get()).isInstanceOf(SchemaState.Ready.class);
        }
        assertThat(clickHouse.query("SELECT count() FROM millrace.traffic")).isEqualTo("0");
    }

    @Test
    void aMigrationThatWasChangedAfterwardsIsAConflict() throws Exception {
        schema().migrate();
        clickHouse.query("ALTER TABLE millrace.schema_migrations UPDATE checksum = 'other' WHERE number = 1"
                + " SETTINGS mutations_sync = 2");
        assertThat(schema().migrate())
                .isInstanceOfSatisfying(
                        SchemaState.Conflict.class,
                        conflict -> assertThat(conflict.reason()).contains("0001_traffic.sql was changed"));
    }

    @Test
    void aDatabaseOfANewerBuildIsAConflict() throws Exception {
        schema().migrate();
        clickHouse.query("INSERT INTO millrace.schema_migrations VALUES (9999, '9999_future.sql', 'x', now64(3))");
        assertThat(schema().migrate())
                .isInstanceOfSatisfying(
                        SchemaState.Conflict.class,
                        conflict -> assertThat(conflict.reason()).contains("9999"));
    }

    @Test
    void aServerThatIsAwayIsNotYetReady() throws Exception {
        Schema schema = schema();
        clickHouse.kill();
        assertThat(schema.migrate())
                .isInstanceOfSatisfying(
                        SchemaState.NotYet.class,
                        notYet -> assertThat(notYet.reason()).contains("does not answer"));
        clickHouse.startAgain();
        assertThat(schema.migrate()).isInstanceOf(SchemaState.Ready.class);
    }

    private Schema schema(TableTtl... ttls) {
        TestAddress address = TestAddress.of(clickHouse.properties(), Duration.ofSeconds(60));
        Statements statements = address.statements();
        ShardIdentity identity = new ShardIdentity(new Shard("1", 1), statements, address.config());
        PreflightCheck preflight = new PreflightCheck(statements, address.shard(), address.config(), List.of());
        return new Schema(statements, address.shard(), identity, preflight, List.of(ttls), address.config());
    }
}
