package dev.millrace.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Simulator;
import dev.millrace.simulator.testing.FakeMillrace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {
    @TempDir
    private Path dir = Path.of("");

    @Test
    @Timeout(60)
    void anInterruptedRunSaysWhatItHasDoneAndKeepsItsRecord() throws Exception {
        Path log = Files.write(dir.resolve("access.log"), ReplayCase.LOG);
        Path record = dir.resolve("acknowledged.csv");
        try (FakeMillrace service = new FakeMillrace()) {
            // One view at once, and the next in a second: it is interrupted in between.
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Simulator.class.getName(),
                            "replay",
                            log.toString(),
                            "--target=" + service.url(),
                            "--batch=1",
                            "--rate=1",
                            "--record=" + record))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (Files.notExists(record) || Files.size(record) == 0) {
                Thread.sleep(10);
            }
            // Not process.destroy(): that also closes what is read below.
            process.toHandle().destroy();

            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("interrupted", "posted ", "acknowledged ")
                    .doesNotContain("checked");
            assertThat(process.waitFor()).isEqualTo(128 + 15);
            assertThat(Files.readAllLines(record)).hasSameSizeAs(service.store().events());
        }
    }
}
