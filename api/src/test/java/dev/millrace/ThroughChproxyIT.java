package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestCluster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with chproxy in between, on both shards. */
class ThroughChproxyIT {
    @TempDir
    Path directory;

    @Test
    void eventsReportsEditsAndErasuresGoThroughChproxy() throws Exception {
        TestCluster cluster = TestCluster.shared();
        Map<String, Object> settings = new HashMap<>(cluster.properties());
        settings.put("millrace.rollup.interval", "50ms");
        long user = TestService.newUser();
        Instant time = TestService.anHourAgo();
        try (TestService service = TestService.startAt(directory, cluster.url(), settings)) {
            service.awaitReady();
            assertThat(service.postView(1, user, time, "/a", "?ack=stored").statusCode())
                    .isEqualTo(201);
            assertThat(service.postView(2, user, time, "/b", "?ack=stored").statusCode())
                    .isEqualTo(201);
            assertThat(service.daily(user)).isEqualTo("{\"/a\":1,\"/b\":1}");
            service.put(
                    "/api/traffic/2?ack=stored",
                    "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/c\"}".formatted(user, time));
            assertThat(service.daily(user)).isEqualTo("{\"/a\":1,\"/c\":1}");
            assertThat(service.delete("/api/users/" + user).statusCode()).isEqualTo(202);
            for (int i = 0; i < 3000 && !service.daily(user).equals("{}"); i++) {
                Thread.sleep(10);
            }
            assertThat(service.daily(user)).isEqualTo("{}");
        }
    }
}
