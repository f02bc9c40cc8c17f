package dev.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.Secret;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end: a real access log, the service in a process of its own, a real ClickHouse. */
@Timeout(300)
@ExtendWith(SharedService.class)
class ReplayIT {
    private static final String LOG = "samples/apache_access.log.gz";

    @TempDir
    Path directory;

    @Test
    void theWholeLogIsReportedExactlyAlsoAfterASecondReplay(MillraceProcess service) {
        assertThat(replay(service, "--batch", "500"))
                .contains("posted 10,000, acknowledged 10,000 (disk)")
                .contains("checked 1,753 users x 4 days: 0 differences");
        assertThat(replay(service, "--batch", "1", "--no-check")).contains("acknowledged 10,000 (disk)");
        assertThat(replay(service, "--check-only")).contains("0 differences");
    }

    @Test
    void aKillInTheMiddleOfAReplayLosesNothingThatWasAcknowledged() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
            Map<String, String> environment = new HashMap<>(clickHouse.environment());
            environment.put("MILLRACE_PORT", Integer.toString(MillraceProcess.freePort()));
            Path acknowledged = directory.resolve("acknowledged");
            CompletableFuture<String> interrupted;
            try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
                interrupted = CompletableFuture.supplyAsync(() -> run(
                        service,
                        3,
                        "--batch",
                        "1",
                        "--retry-for",
                        "0s",
                        "--no-check",
                        "--record",
                        acknowledged.toString()));
                while (!Files.exists(acknowledged) || Files.size(acknowledged) < 100_000) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                service.kill();
                interrupted.join();
            }
            try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
                Set<String> ids;
                try (Stream<String> lines = Files.lines(acknowledged)) {
                    ids = lines.map(line -> line.substring(0, line.indexOf(',')))
                            .collect(Collectors.toSet());
                }
                assertThat(ids).hasSizeBetween(1000, 9999);
                awaitStored(clickHouse, ids);
                assertThat(replay(service, "--days", "2")).contains("x 2 days: 0 differences");
            }
        }
    }

    @Test
    void aReplayGoesOnWhileClickHouseIsDown() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess service = MillraceProcess.start(directory.resolve("data"), clickHouse.environment())) {
            replay(service, "--limit", "10");
            clickHouse.kill();
            assertThat(replay(service, "--days", "1", "--no-check", "--batch", "50"))
                    .contains("retries 0");
            clickHouse.startAgain();
            assertThat(replay(service, "--days", "1", "--check-only")).contains("users x 1 days: 0 differences");
        }
    }

    @Test
    void aServiceThatAsksForKeysIsPlayedAgainstWithOne() throws Exception {
        Path keys = Files.writeString(
                directory.resolve("keys.json"),
                "[{\"name\":\"simulator\",\"sha256\":\"%s\",\"may\":[\"write\",\"read\"]}]"
                        .formatted(HexFormat.of().formatHex(Secret.hash("mr_simulator"))));
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
            Map<String, String> environment = new HashMap<>(clickHouse.environment());
            environment.put("MILLRACE_HOST", "0.0.0.0");
            environment.put("MILLRACE_AUTH_KEYS_FILE", keys.toString());
            try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
                assertThat(run(service, ExitCode.GAVE_UP, "--limit", "10")).contains("HTTP 401", "A key is needed");
                assertThat(replay(service, "--limit", "10", "--key", "mr_simulator"))
                        .contains("0 differences");
                assertThat(service.output()).doesNotContain("mr_simulator");
            }
        }
    }

    private static void awaitStored(TestClickHouse clickHouse, Set<String> ids) throws Exception {
        while (true) {
            Set<String> stored = clickHouse
                    .query("SELECT request_id FROM millrace.traffic")
                    .lines()
                    .collect(Collectors.toSet());
            if (stored.containsAll(ids)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static String replay(MillraceProcess service, String... options) {
        return run(service, ExitCode.OK, options);
    }

    /** Runs {@code ./simulate replay} on the sample and returns what it prints. */
    private static String run(MillraceProcess service, int exitCode, String... options) {
        return SimulatorRun.run(service, exitCode, List.of("replay", LOG), options);
    }
}
