package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.ServiceCommand;
import dev.millrace.testing.TestClickHouse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as a process: what it does before it answers. */
@Timeout(180)
class StartIT {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    @TempDir
    Path directory;

    @Test
    void aPortThatIsTakenIsAStackTraceAfterTheMigrations() throws Exception {
        Path data = directory.resolve("data");
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessBuilder command = new ProcessBuilder(ServiceCommand.words()).redirectErrorStream(true);
            command.environment().putAll(clickHouse.environment());
            command.environment().put("MILLRACE_PORT", Integer.toString(taken.getLocalPort()));
            command.environment().put("MILLRACE_DATA_DIR", data.toString());
            Process process = command.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isOne();
            assertThat(output.lines().filter(line -> !line.startsWith("NOTE:") && !line.startsWith("Picked up")))
                    .singleElement()
                    .asString()
                    .startsWith("Millrace cannot start: Port " + taken.getLocalPort())
                    .endsWith("or set MILLRACE_PORT to a free port.");
            assertThat(data).doesNotExist();
            assertThat(clickHouse.query("SELECT count() FROM system.databases WHERE name = 'millrace'"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MILLRACE_HTTP_MAX_IN_FLIGHT_BYTES, 128MB, the heap has",
        "MILLRACE_HTTP_MAX_UNREAD_BYTES, 64MB, MB of direct memory",
        "MILLRACE_DRAIN_MAX_BYTES, 60MB, the heap has"
    })
    void boundsThatTheMemoryOfTheJvmDoesNotHaveEndTheProcessUnderLoad(String setting, String value, String reason)
            throws Exception {
        ProcessBuilder command = new ProcessBuilder(ServiceCommand.words()).redirectErrorStream(true);
        command.environment().put(setting, value);
        command.environment().put("MILLRACE_PORT", Integer.toString(MillraceProcess.freePort()));
        command.environment().put("MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:1");
        command.environment().put("MILLRACE_DATA_DIR", directory.resolve("data").toString());
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isOne();
        assertThat(output).contains("The settings allow", reason, setting);
    }

    @Test
    void othersMayReadTheData() throws Exception {
        Path data = directory.resolve("data");
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess service = MillraceProcess.start(data, clickHouse.environment())) {
            assertThat(service.post(
                            "/api/traffic/1",
                            "{\"user_id\":7,\"created_at\":\"%s\",\"page_url\":\"/\"}"
                                    .formatted(TestService.anHourAgo())))
                    .isEqualTo(202);
            List<Path> made;
            try (Stream<Path> all = Files.walk(data)) {
                made = all.filter(path -> !path.equals(data) && !path.endsWith("millrace.log"))
                        .toList();
            }
            assertThat(made).hasSizeGreaterThan(2);
            for (Path path : made) {
                assertThat(OWNER).as(path.toString()).containsAll(Files.getPosixFilePermissions(path));
            }
        }
    }
}
