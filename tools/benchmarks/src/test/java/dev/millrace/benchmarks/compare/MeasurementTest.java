package dev.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.load.WrkReport;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    @Test
    void ratesCountEventsThatWereAcknowledged() {
        WrkReport report = new WrkReport(1010, 10, 0, 0, 2_000_000, 1500, 9000, 9000, 9000);

        Measurement measurement = Measurement.of(report, 100, 4, 1, 0.5, 200 << 20);

        assertThat(measurement.perSecond()).isEqualTo(50_000);
        assertThat(measurement.storedPerSecond()).isEqualTo(25_000);
        assertThat(measurement.serverMicros()).isEqualTo(10);
        assertThat(measurement.generatorShare()).isEqualTo(0.25);
        assertThat(measurement.p50Millis()).isEqualTo(1.5);
        assertThat(measurement.rssMaxMegabytes()).isEqualTo(200);
        assertThat(measurement.failed()).isEqualTo(10);
    }
}
