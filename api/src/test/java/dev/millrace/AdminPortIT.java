package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.clickhouse.embedded.FreePort;
import dev.millrace.testing.TestClickHouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Administration and metrics move to a port of their own. */
@Timeout(120)
class AdminPortIT {
    @TempDir
    Path directory;

    @Test
    void administrationAndMetricsAreAtTheirPortAlone() throws Exception {
        int admin = FreePort.find();
        try (TestService service =
                TestService.start(directory, TestClickHouse.shared(), Map.of("millrace.admin.port", admin))) {
            service.awaitReady();
            assertThat(service.url().getPort()).isNotEqualTo(admin);
            for (String path : List.of("/api/dead-letters", "/prometheus", "/api/rollups/none", "/unknown")) {
                assertThat(service.get(path).statusCode()).as(path).isEqualTo(421);
                assertThat(service.get(path).body()).contains("MILLRACE_ADMIN_PORT");
                assertThat(status(admin, path)).as(path).isNotEqualTo(421);
            }
            assertThat(status(admin, "/prometheus")).isEqualTo(200);
            assertThat(status(admin, "/health")).isEqualTo(200);
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
            assertThat(service.postView(1, TestService.newUser(), TestService.anHourAgo(), "/", "")
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    private static int status(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s%s".formatted(port, path)))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void anAdminPortThatOthersReachNeedsKeys() {
        Map<String, Object> open = Map.of("millrace.admin.port", 9099, "millrace.admin.host", "0.0.0.0");
        assertThatThrownBy(() -> TestService.start(directory, TestClickHouse.shared(), open))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("MILLRACE_ADMIN_HOST=0.0.0.0 would let everybody");
    }
}
