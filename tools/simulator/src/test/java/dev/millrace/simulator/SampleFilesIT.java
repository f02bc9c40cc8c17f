package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of files as people have them goes through a real service and a real ClickHouse with no differences. */
@Timeout(300)
@ExtendWith(SharedService.class)
class SampleFilesIT {
    /** Most of the time of a small file is waiting until it is stored, so several wait at a time. */
    private static final ExecutorService RUNS = Executors.newFixedThreadPool(8);

    private static final Map<SampleFile, CompletableFuture<String>> OUTPUTS = new ConcurrentHashMap<>();

    @BeforeAll
    static void start(MillraceProcess service) {
        SampleFile.all()
                .forEach(file -> OUTPUTS.put(
                        file,
                        CompletableFuture.supplyAsync(
                                () -> SimulatorRun.run(service, file.exitCode(), file.command("sample/" + file)),
                                RUNS)));
    }

    @AfterAll
    static void stop() {
        RUNS.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.simulator.SampleFile#all")
    void aFileIsReportedExactlyOrTheUserIsToldWhatToDo(SampleFile file) {
        String output = Objects.requireNonNull(OUTPUTS.get(file)).join();

        assertThat(output).contains(file.said());
        if (file.exitCode() != ExitCode.USAGE) {
            assertThat(output).contains(": 0 differences");
        }
        if (file.exitCode() == ExitCode.DIFFERENCES) {
            assertThat(output).contains("rejected: ts must not be in the future", "rejected 1");
        }
    }
}
