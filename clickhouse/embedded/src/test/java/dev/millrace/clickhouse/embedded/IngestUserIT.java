package dev.millrace.clickhouse.embedded;

import static dev.millrace.clickhouse.embedded.ServerWithUsers.ACCESS_DENIED;
import static dev.millrace.clickhouse.embedded.ServerWithUsers.SETTING_CONSTRAINT_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code clickhouse/server/users.xml} promises about user {@code ingest}. */
class IngestUserIT {
    @TempDir
    private static Path directory;

    private static ServerWithUsers clickHouse;
    private static SqlUser ingest;
    private static SqlUser report;
    private static SqlUser admin;

    @BeforeAll
    static void startServer() throws IOException {
        clickHouse = ServerWithUsers.start(directory);
        ingest = clickHouse.ingest();
        report = clickHouse.report();
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
    void ingestWritesAndDoesNothingElse() throws Exception {
        ingest.ask("INSERT INTO millrace.event VALUES (1, '2026-11-20T10:00:00Z')");

        assertThat(report.ask("SELECT id FROM millrace.event")).isEqualTo("1");
        for (String sql : new String[] {
            "SELECT id FROM millrace.event",
            "ALTER TABLE millrace.event DELETE WHERE 1",
            "TRUNCATE TABLE millrace.event",
            "DROP TABLE millrace.event",
            "CREATE TABLE millrace.other (a UInt8) ENGINE = Memory",
            "INSERT INTO millrace.event SELECT id, at FROM millrace.event",
            "INSERT INTO FUNCTION file('x.csv', 'CSV', 'a UInt8') VALUES (1)",
            "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
            "SELECT * FROM system.processes",
        }) {
            assertThat(ingest.send(sql).code()).as(sql).isEqualTo(ACCESS_DENIED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "async_insert, false, 1",
        "deduplicate_insert, disable, enable",
        "deduplicate_insert_select, disable, enable_when_possible",
        "insert_deduplicate, false, 1",
        "deduplicate_blocks_in_dependent_materialized_views, false, 1",
        "materialized_views_ignore_errors, false, 1",
        "insert_quorum, auto, 0",
        "input_format_parallel_parsing, false, 1",
        "max_insert_block_size, 1048449, 1000",
        "min_insert_block_size_rows, 1048449, 1000",
        "input_format_allow_errors_num, 0, 5",
        "date_time_overflow_behavior, throw, ignore",
        "session_timezone, UTC, Asia/Tokyo",
        "send_progress_in_http_headers, false, 1",
        "max_execution_time, 60, 0",
        "max_memory_usage, 1073741824, 0",
    })
    void whatIngestReliesOnIsPinnedInTheProfileAndInNoOtherPlace(String setting, String value, String other)
            throws Exception {
        String insert = "INSERT INTO millrace.event VALUES (1, 0)";

        assertThat(ingest.ask("SELECT getSetting('" + setting + "')")).isEqualTo(value);
        assertThat(ingest.send(insert, setting + "=" + other).code()).isEqualTo(SETTING_CONSTRAINT_VIOLATION);
        assertThat(ingest.send(insert.replace("VALUES", "SETTINGS " + setting + "='" + other + "' VALUES"))
                        .code())
                .isEqualTo(SETTING_CONSTRAINT_VIOLATION);
        assertThat(report.ask("SELECT count() FROM millrace.event")).isEqualTo("0");
    }

    @Test
    void aSettingThatIsSentWithItsPinnedValueIsAccepted() throws Exception {
        SqlUser.Answer answer = ingest.send("INSERT INTO millrace.event VALUES (1, 0)", "async_insert=0");

        assertThat(answer.code()).isZero();
    }

    @Test
    void aBatchOfAHundredThousandRowsIsOneBlockAndSoOnePart() throws Exception {
        StringBuilder rows = new StringBuilder("INSERT INTO millrace.event FORMAT JSONEachRow\n");
        for (int id = 0; id < 100_000; id++) {
            rows.append("{\"id\":").append(id).append(",\"at\":\"2026-11-20T10:00:00.123Z\"");
            rows.append(" ".repeat(90)).append("}\n"); // more than the 10 MiB at which parallel parsing would cut
        }

        ingest.ask(rows.toString());

        assertThat(admin.ask("SELECT rows, min_block_number, max_block_number FROM system.parts"
                        + " WHERE database = 'millrace' AND active"))
                .isEqualTo("100000\t1\t1");
    }

    @Test
    void theSameBatchTwiceIsStoredTwiceAndReplaced() throws Exception {
        String batch = "INSERT INTO millrace.event VALUES (1, 0), (2, 0)";
        admin.ask("ALTER TABLE millrace.event MODIFY SETTING non_replicated_deduplication_window = 100");
        admin.ask("SYSTEM STOP MERGES millrace.event");

        ingest.ask(batch);
        ingest.ask(batch);

        assertThat(report.ask("SELECT count() FROM millrace.event")).isEqualTo("4");
        assertThat(report.ask("SELECT count() FROM millrace.event FINAL")).isEqualTo("2");
    }

    @Test
    void anInsertFeedsViewsThatSayWhoseRightsTheyUse() throws Exception {
        admin.ask("CREATE TABLE millrace.mark (id UInt64) ENGINE = MergeTree ORDER BY id");
        admin.ask("CREATE MATERIALIZED VIEW millrace.marks TO millrace.mark DEFINER = CURRENT_USER SQL SECURITY DEFINER"
                + " AS SELECT id FROM millrace.event WHERE id > 10");

        ingest.ask("INSERT INTO millrace.event VALUES (1, 0), (11, 0)");

        assertThat(report.ask("SELECT id FROM millrace.mark")).isEqualTo("11");
    }

    @Test
    void anInsertIntoATooWideRangeOfDaysIsRefused() throws Exception {
        assertThat(ingest.send("INSERT INTO millrace.event SELECT number, toDateTime(number * 86400) FROM numbers(200)")
                        .code())
                .isEqualTo(252);
    }
}
