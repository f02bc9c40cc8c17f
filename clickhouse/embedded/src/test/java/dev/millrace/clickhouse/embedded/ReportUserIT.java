package dev.millrace.clickhouse.embedded;

import static dev.millrace.clickhouse.embedded.ServerWithUsers.ACCESS_DENIED;
import static dev.millrace.clickhouse.embedded.ServerWithUsers.READONLY;
import static dev.millrace.clickhouse.embedded.ServerWithUsers.SETTING_CONSTRAINT_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code clickhouse/server/users.xml} promises about user {@code report}. */
class ReportUserIT {
    @TempDir
    private static Path directory;

    private static ServerWithUsers clickHouse;
    private static SqlUser ingest;
    private static SqlUser report;

    @BeforeAll
    static void startServer() throws IOException {
        clickHouse = ServerWithUsers.start(directory);
        ingest = clickHouse.ingest();
        report = clickHouse.report();
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
    void reportReadsAndDoesNothingElse() throws Exception {
        assertThat(report.ask("SELECT count() FROM millrace.event FINAL")).isEqualTo("0");
        for (String sql : new String[] {
            "INSERT INTO millrace.event VALUES (1, 0)",
            "CREATE TABLE millrace.other (a UInt8) ENGINE = Memory",
            "CREATE TEMPORARY TABLE other (a UInt8)",
            "ALTER TABLE millrace.event DELETE WHERE 1",
            "DROP TABLE millrace.event",
            "KILL QUERY WHERE 1",
            "SELECT * FROM system.processes",
            "SELECT * FROM file('/etc/hosts', 'LineAsString')",
            "SELECT * FROM remote('127.0.0.1:1', system.one)",
        }) {
            assertThat(report.send(sql).code()).as(sql).isIn(ACCESS_DENIED, READONLY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_execution_time=0",
                "max_execution_time=16",
                "max_memory_usage=0",
                "max_rows_to_read=0",
                "max_result_rows=0",
                "max_result_rows=1000001",
                "max_result_bytes=0",
                "result_overflow_mode=break",
                "timeout_overflow_mode=break",
                "skip_unavailable_shards=1",
                "readonly=0",
            })
    void reportCannotRaiseItsLimits(String setting) throws Exception {
        assertThat(report.send("SELECT 1", setting).code()).isIn(SETTING_CONSTRAINT_VIOLATION, READONLY);
        assertThat(report.send("SELECT 1 SETTINGS " + setting.replace("=", " = '") + "'")
                        .code())
                .isIn(SETTING_CONSTRAINT_VIOLATION, READONLY);
    }

    @Test
    void reportLimitsEndInAnErrorAndNotInAPartOfTheAnswer() throws Exception {
        assertThat(report.send("SELECT number FROM numbers(1000001) FORMAT Null")
                        .code())
                .isEqualTo(396);
        assertThat(report.send("SELECT groupArray(number) FROM numbers(500000000)")
                        .code())
                .isEqualTo(241);
        assertThat(report.send("SELECT sleepEachRow(1) FROM numbers(3) SETTINGS max_execution_time = 1")
                        .code())
                .isEqualTo(159);
    }

    @Test
    void reportWorksThroughTheJdbcDriver() throws Exception {
        ingest.ask("INSERT INTO millrace.event VALUES (7, '2026-11-20T10:00:00Z')");
        Properties properties = new Properties();
        properties.put("user", report.name());
        properties.put("password", report.password());
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:ch://127.0.0.1:" + clickHouse.server().httpUrl().getPort() + "/millrace", properties);
                Statement statement = connection.createStatement()) {
            assertThat(connection.isValid(5)).isTrue();
            statement.setQueryTimeout(5);
            statement.setMaxRows(10);
            try (ResultSet rows =
                    statement.executeQuery("SELECT id FROM event FINAL WHERE id = 7 SETTINGS max_threads = 1")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(7);
            }
            try (ResultSet tables = connection.getMetaData().getTables(null, "millrace", "event", null)) {
                assertThat(tables.next()).isTrue();
            }
        }
    }
}
