package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.TestService;
import dev.millrace.testing.TestClickHouse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a real ClickHouse that are read row by row. */
@Timeout(60)
class ReportQueriesIT {
    private static final int MAX_CONNECTIONS = 3;

    @TempDir
    static Path dataDir;

    private static TestService service;
    private static ReportQueries reports;

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(
                dataDir,
                TestClickHouse.shared(),
                Map.of(
                        "millrace.report.max-connections",
                        MAX_CONNECTIONS,
                        "millrace.report.max-wait",
                        "300ms",
                        "millrace.report.timeout",
                        "2s"));
        service.awaitReady();
        reports = service.bean(ReportQueries.class);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void valuesOfEveryTypeAreReadAsTheyAre() throws Exception {
        try (RowReader rows = reports.open(
                Query.of(
                        "SELECT 'ü', repeat('x', 70000), toUInt8(255), toUInt32(4294967295), toInt64(-2), -0.1, [1.5], map(toUInt8(3), toInt128('-170141183460469231731687303715884105728')), toInt128(-1), toInt128('9223372036854775808')"))) {
            assertThat(rows.hasNext()).isTrue();
            assertThat(rows.text()).isEqualTo("ü");
            assertThat(rows.text()).hasSize(70_000);
            assertThat(rows.uint8()).isEqualTo(255);
            assertThat(rows.uint32()).isEqualTo(4_294_967_295L);
            assertThat(rows.int64()).isEqualTo(-2);
            assertThat(rows.float64()).isEqualTo(-0.1);
            assertThat(rows.length()).isEqualTo(1);
            assertThat(rows.float64()).isEqualTo(1.5);
            assertThat(rows.length()).isEqualTo(1);
            assertThat(rows.uint8()).isEqualTo(3);
            assertThat(rows.int128()).isEqualTo(BigInteger.TWO.pow(127).negate());
            assertThat(rows.int128()).isEqualTo(BigInteger.ONE.negate());
            assertThat(rows.int128()).isEqualTo(BigInteger.TWO.pow(63));
            assertThat(rows.hasNext()).isFalse();
        }
    }

    /** The words of the server stand behind the rows and are taken for some, before it breaks off. */
    @ParameterizedTest
    @ValueSource(longs = {1, 998_000, 998_001, 998_010, Long.MAX_VALUE})
    void anAnswerThatFailsInTheMiddleIsNeverTakenForAWholeOne(long stopAfter) throws Exception {
        Query query = Query.of(
                "SELECT number + throwIf(number = 1000000) FROM numbers(3000000) SETTINGS max_block_size = 1000");
        try (RowReader rows = reports.open(query)) {
            long read = 0;
            long rowsRead = 0;
            boolean isError = false;
            try {
                while (rowsRead < stopAfter && rows.hasNext()) {
                    read += rows.int64() == rowsRead ? 1 : 0;
                    rowsRead++;
                }
                rows.confirm();
            } catch (SQLException e) {
                isError = true;
            }
            assertThat(isError || read == rowsRead)
                    .as("%s of %s rows", read, rowsRead)
                    .isTrue();
            assertThat(isError).as("%s rows", rowsRead).isEqualTo(stopAfter > 990_000);
        }
    }

    @Test
    void aQueryThatIsRefusedIsAnErrorInTheWordsOfTheServerAndLeavesRoomForOthers() {
        for (int i = 0; i <= MAX_CONNECTIONS; i++) {
            assertThatThrownBy(() -> reports.open(Query.of("SELECT nothing")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Unknown expression identifier");
        }
    }

    @Test
    void moreThanMayBeReadAtOnceAreToldToComeBack() throws Exception {
        List<RowReader> open = new ArrayList<>();
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            open.add(reports.open(Query.of("SELECT 1")));
        }
        assertThatThrownBy(() -> reports.open(Query.of("SELECT 1")))
                .isInstanceOf(SQLTransientConnectionException.class);
        for (RowReader rows : open) {
            rows.close();
            rows.close();
        }
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            open.set(i, reports.open(Query.of("SELECT 1")));
        }
        assertThatThrownBy(() -> reports.open(Query.of("SELECT 1")))
                .isInstanceOf(SQLTransientConnectionException.class);
        open.forEach(RowReader::close);
    }

    @Test
    void aQueryThatNobodyReadsAnyMoreEnds() throws Exception {
        try (RowReader rows = reports.open(Query.of("SELECT number FROM numbers(999000000)"))) {
            assertThat(rows.hasNext()).isTrue();
        }
        while (!TestClickHouse.shared()
                .query("SELECT count() FROM system.processes WHERE query LIKE '%numbers(99900000%' AND user = 'report'")
                .equals("0")) {
            Thread.sleep(10);
        }
    }

    @Test
    void anAnswerThatTakesTooLongIsGivenUp() {
        assertThatThrownBy(() -> {
                    try (RowReader rows = reports.open(
                            Query.of(
                                    "SELECT number, sleep(0.001) FROM numbers(100000) SETTINGS max_block_size = 1, max_threads = 1"))) {
                        while (rows.hasNext()) {
                            rows.int64();
                            rows.uint8();
                        }
                    }
                })
                .isInstanceOf(SQLException.class);
    }
}
