package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkReportTest {
    private static final String OUTPUT = """
            Running 2s test @ http://127.0.0.1:8080
              1 threads and 64 connections
            MILLRACE requests=1000 status=30 connect=1 read=2 write=3 timeout=4 duration=2000000 p50=900 p99=4500 p999=7000 max=9000
            """;

    @Test
    void onlyWhatWasAnsweredWellIsAcknowledged() {
        WrkReport report = WrkReport.parse(OUTPUT);

        assertThat(report.acknowledged()).isEqualTo(970);
        assertThat(report.failed()).isEqualTo(30 + 1 + 2 + 3 + 4);
        assertThat(report.seconds()).isEqualTo(2.0);
        assertThat(report.p99Micros()).isEqualTo(4500);
    }

    @Test
    void whatWrkSaysInsteadOfAReportIsInTheMessage() {
        assertThatThrownBy(() -> WrkReport.parse("unable to connect to 127.0.0.1:1 Connection refused"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() -> WrkReport.parse(OUTPUT.replace(" p99=4500", "")))
                .hasMessage("wrk did not report p99");
    }
}
