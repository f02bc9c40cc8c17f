package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of real readings, the service in a process of its own, a real ClickHouse: every window is compared with an own computation. */
@Timeout(300)
@ExtendWith(SharedService.class)
class ReplayCsvIT {
    private static final String MACHINE = "samples/machine_temperature_system_failure.csv.gz";
    private static final String OFFICE = "samples/ambient_temperature_system_failure.csv.gz";

    @TempDir
    static Path directory;

    private static MillraceProcess service;

    @BeforeAll
    static void start(MillraceProcess shared) {
        service = shared;
    }

    @Test
    void theMachinesReadingsAreExactAlsoAfterASecondReplayAndInRandomOrder() {
        assertThat(replay(MACHINE, "machine"))
                .contains("22,696 lines, 22,695 readings at 22,683 times")
                .contains("posted 22,695, acknowledged 22,695 (disk)")
                .contains("checked all windows of machine: 0 differences");
        assertThat(replay(MACHINE, "machine")).contains("0 differences");
        assertThat(replay(MACHINE, "machine", "--order", "random", "--batch", "100", "--seed", "7"))
                .contains("in random order, seed 7")
                .contains("0 differences");
    }

    @Test
    void inRandomOrderTheFirstTimeReadingsAreExactToo() {
        assertThat(replay(MACHINE, "shuffled", "--order", "random", "--protocol", "protobuf", "--batch", "37"))
                .contains("0 differences");
    }

    @Test
    void theOfficesReadingsAreExactAlsoAfterASecondReplayAndInRandomOrder() {
        assertThat(replay(OFFICE, "office", "--protocol", "json", "--facility", "F1", "--unit", "F"))
                .contains("7,267 readings", "0 differences");
        assertThat(replay(OFFICE, "office", "--order", "random")).contains("0 differences");
        assertThat(replay(OFFICE, "office", "--check-only")).contains("0 differences");
    }

    @Test
    void theHourThatComesTwiceIsOneHourForAFileOfLocalTimes() {
        assertThat(replay(OFFICE, "office-in-berlin", "--tz", "Europe/Berlin"))
                .contains("2013-07-03T22:00:00Z")
                .contains("0 differences");
    }

    @Test
    void awkwardValuesAndIdsAreExact() throws Exception {
        Path file = Files.writeString(directory.resolve("awkward.csv"), """
                2026-01-01 00:00:00,1e308
                2026-01-01 00:00:01,1e308
                2026-01-01 00:00:02,-4.9e-324
                2026-01-01 00:00:02.001,0.1
                2026-01-01 00:00:02.001,0.2
                2026-01-01 00:01:00,-0.0
                2026-01-01 00:01:59.999,2.2250738585072014E-308
                1970-01-01 00:00:00,123456789.987654321
                """);

        assertThat(replay(file.toString(), "a b/ü&=+%", "--batch", "1"))
                .contains("8 readings at 7 times", "0 differences");
    }

    @Test
    void readingsThatAreNotInTheFileAreDifferences() throws Exception {
        Path file = Files.writeString(directory.resolve("more.csv"), "2026-01-01 00:00:00,1\n2026-01-01 00:00:01,2\n");
        Path less = Files.writeString(directory.resolve("less.csv"), "2026-01-01 00:00:00,1\n");
        replay(file.toString(), "more");

        assertThat(SimulatorRun.run(service, ExitCode.DIFFERENCES, command(less.toString(), "more"), "--check-only"))
                .contains("checked all windows of more: 4 differences")
                .contains("1m of more, 2026-01-01T00:00:00Z: expected start=2026-01-01T00:00:00Z count=1")
                .contains("other readings of these sensors?");
        assertThat(SimulatorRun.run(
                        service,
                        ExitCode.DIFFERENCES,
                        command(file.toString(), "nobody"),
                        "--check-only",
                        "--settle=1s"))
                .contains("reported none");
    }

    private static String replay(String file, String sensor, String... options) {
        return SimulatorRun.run(service, ExitCode.OK, command(file, sensor), options);
    }

    private static List<String> command(String file, String sensor) {
        return List.of("replay-csv", file, "--sensor-id", sensor);
    }
}
