package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartReportTest {
    static Stream<StartReport> reports() {
        return Stream.of(
                new StartReport.Ready(8123, 9000),
                new StartReport.DirectoryLocked(42),
                new StartReport.PortTaken(8123));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aReportSurvivesTheWayThroughThePipe(StartReport report) {
        assertThat(StartReport.parse(report.toLine())).contains(report);
    }

    @Test
    void anyOtherLineIsNoReport() {
        assertThat(StartReport.parse("Error: Could not find or load main class"))
                .isEmpty();
    }
}
