package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that the service starts itself. */
@Timeout(120)
class EmbeddedKafkaIT {
    @TempDir
    Path directory;

    @Test
    void oneBrokerIsNotCalledReplicatedAndKeepsWhatItHasOverAKill() throws Exception {
        long user = TestService.newUser();
        Map<String, String> environment = new HashMap<>(TestClickHouse.shared().environment());
        environment.put("MILLRACE_KAFKA", "embedded");
        environment.put("MILLRACE_INTAKE_STORED_TIMEOUT", "60s");
        try (MillraceProcess service = MillraceProcess.start(directory, environment)) {
            assertThat(ack(service.url(), 1, user, "replicated")).isEqualTo("one-broker");
            service.kill();
        }
        try (MillraceProcess service = MillraceProcess.start(directory, environment)) {
            assertThat(ack(service.url(), 2, user, "stored")).isEqualTo("stored");
            assertThat(service.get("/api/traffic/daily/" + user).body()).contains("\"/\":2");
            assertThat(service.terminate()).isZero();
        }
    }

    private static String ack(URI url, long id, long user, String level) throws Exception {
        String view =
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(user, TestService.anHourAgo());
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(url.resolve("/api/traffic/%s?ack=%s".formatted(id, level)))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(view))
                            .build(),
                    BodyHandlers.ofString());
            return answer.headers().firstValue("Millrace-Ack").orElse("none: " + answer.statusCode());
        }
    }
}
