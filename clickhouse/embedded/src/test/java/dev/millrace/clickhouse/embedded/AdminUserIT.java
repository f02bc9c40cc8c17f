package dev.millrace.clickhouse.embedded;

import static dev.millrace.clickhouse.embedded.ServerWithUsers.ACCESS_DENIED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clickhouse/server/users.xml} promises about user {@code admin}, and about nobody. */
class AdminUserIT {
    @TempDir
    private static Path directory;

    private static ServerWithUsers clickHouse;
    private static SqlUser admin;

    @BeforeAll
    static void startServer() throws IOException {
        clickHouse = ServerWithUsers.start(directory);
        admin = clickHouse.admin();
    }

    @AfterAll
    static void stopServer() {
        clickHouse.close();
    }

    @BeforeEach
    void createTable() throws Exception {
        clickHouse.createTable();
    }

    @Test
    void adminMigratesRepairsAndLooksInside() throws Exception {
        admin.ask("CREATE TABLE millrace.hour (id UInt64, n UInt64) ENGINE = ReplacingMergeTree ORDER BY id");
        admin.ask("CREATE MATERIALIZED VIEW millrace.seal REFRESH EVERY 1 HOUR APPEND TO millrace.hour"
                + " AS SELECT id, count() AS n FROM millrace.event GROUP BY id");
        admin.ask("SYSTEM REFRESH VIEW millrace.seal");
        admin.ask("SYSTEM WAIT VIEW millrace.seal");
        admin.ask("ALTER TABLE millrace.event ADD COLUMN page String");
        admin.ask("ALTER TABLE millrace.event DELETE WHERE id = 1");
        admin.ask("OPTIMIZE TABLE millrace.event FINAL");
        admin.ask("KILL QUERY WHERE query_id = 'none'");

        assertThat(admin.ask("SELECT count() FROM system.view_refreshes WHERE exception = ''"))
                .isEqualTo("1");
        assertThat(admin.ask("SELECT getSetting('async_insert')")).isEqualTo("false");
    }

    @Test
    void adminStaysInsideTheDatabaseAndOffTheMachine() throws Exception {
        for (String sql : new String[] {
            "CREATE DATABASE other",
            "CREATE USER somebody",
            "SELECT * FROM file('/etc/hosts', 'LineAsString')",
            "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
            "SYSTEM STOP LISTEN HTTP",
            "SYSTEM SHUTDOWN",
        }) {
            assertThat(admin.send(sql).code()).as(sql).isEqualTo(ACCESS_DENIED);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        SqlUser stranger = new SqlUser(clickHouse.server().httpUrl(), "admin", "guess");

        assertThat(stranger.send("SELECT 1").code()).isEqualTo(516);
    }
}
