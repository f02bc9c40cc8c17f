package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that post, against a real service and a real ClickHouse. */
@Timeout(300)
@ExtendWith(SharedService.class)
class SensorsIT {
    private static MillraceProcess service;

    @BeforeAll
    static void start(MillraceProcess shared) {
        service = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "ndjson", "protobuf"})
    void windowsAreExactWhileDevicesPostAndAfterwards(String protocol) {
        String output = sensors(
                ExitCode.OK,
                "--protocol=" + protocol,
                "--facilities=2",
                "--equipments=3",
                "--sensors=7",
                "--rate=60",
                "--duration=4s",
                "--check-every=2s",
                "--late-percent=20",
                "--duplicate-percent=20",
                "--correct-percent=20");

        assertThat(output.lines().filter(line -> line.startsWith("checked 42 of 42 sensors")))
                .as(output)
                .hasSize(2)
                .allMatch(line -> line.contains(", 2 facilities") && line.contains(": 0 differences"));
    }

    @Test
    void readingsThatSomebodyElsePostedAreDifferences() {
        sensors(ExitCode.OK, "--name=twice", "--duration=1s", "--rate=20", "--no-check");

        assertThat(sensors(ExitCode.DIFFERENCES, "--name=twice", "--duration=1s", "--rate=20", "--settle=1s"))
                .contains("More than was posted");
    }

    private static String sensors(int exitCode, String... options) {
        return SimulatorRun.run(service, exitCode, List.of("sensors"), options);
    }
}
