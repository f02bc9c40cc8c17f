package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to events while ClickHouse is away, or does not want them. */
@Timeout(120)
class OutageIT {
    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = startService();
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void eventsAreAcknowledgedOnDiskWhileClickHouseIsDownAndStoredWhenItIsBack() throws Exception {
        clickHouse.kill();
        for (int i = 0; i < 100; i++) {
            assertThat(service.postView(i, user, time, "/", "").statusCode()).isEqualTo(202);
        }
        assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
        assertThat(service.get("/health/readiness").body()).contains("\"status\":\"unavailable\"", "clickhouse");
        assertThat(service.get("/health/liveness").statusCode()).isEqualTo(200);
        assertThat(service.get("/api/traffic/daily/" + user).statusCode()).isEqualTo(503);
        assertThat(service.get("/api/traffic/99").body()).contains("\"state\":\"pending\"");
        assertThat(service.get("/api/traffic/100").statusCode())
                .as("whether it is stored cannot be known")
                .isEqualTo(503);
        clickHouse.startAgain();
        awaitReport("{\"/\":100}");
    }

    @Test
    void whoWaitsForStoredInVainIsToldThatTheEventsAreOnDisk() throws Exception {
        clickHouse.kill();
        HttpResponse<String> answer = service.postView(1, user, time, "/", "?ack=stored");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Millrace-Ack")).contains("disk");
    }

    @Test
    void whoWaitsForStoredWhenTheServiceStopsIsToldThatTheEventsAreOnDisk() throws Exception {
        service.close();
        service = startService("millrace.intake.stored-timeout", "100s");
        clickHouse.kill();
        CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(service.postView(1, user, time, "/", "?ack=stored"));
            } catch (IOException | InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        while (service.bean(EventBuffer.class).state().pendingBytes() == 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        service.close();
        assertThat(answer.get(10, TimeUnit.SECONDS).headers().firstValue("Millrace-Ack"))
                .contains("disk");
    }

    @Test
    void eventsThatWereNotStoredWhenTheServiceStoppedAreStoredByTheNext() throws Exception {
        clickHouse.kill();
        service.postView(1, user, time, "/", "");
        service.close();
        service = startService();
        service.postView(2, user, time, "/", "");
        clickHouse.startAgain();
        awaitReport("{\"/\":2}");
    }

    @Test
    void aMissingTableIsWaitedForAndNothingIsDropped() throws Exception {
        clickHouse.query("RENAME TABLE millrace.traffic TO millrace.elsewhere");
        service.postView(1, user, time, "/", "");
        while (service.metric("millrace_drain_inserts_total{outcome=\"try_later\"}") < 2) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        clickHouse.query("RENAME TABLE millrace.elsewhere TO millrace.traffic");
        awaitReport("{\"/\":1}");
        assertThat(directory.resolve("data/dead-letters")).doesNotExist();
    }

    @Test
    void aRowThatClickHouseRefusesGoesToTheDeadLettersAndTheOthersAreStored() throws Exception {
        service.close();
        service = startService("millrace.intake.stored-timeout", "60s", "millrace.report.max-wait", "20s");
        service.awaitReady();
        clickHouse.query("ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK page_url != '/poison'");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            body.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}\n"
                    .formatted(i, user, time, i == 700 ? "/poison" : "/"));
        }
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", body.toString())
                        .statusCode())
                .isEqualTo(201);
        assertThat(service.daily(user)).isEqualTo("{\"/\":999}");
        List<String> letters;
        try (var files = Files.list(directory.resolve("data/dead-letters"))) {
            letters = Files.readAllLines(files.findFirst().orElseThrow());
        }
        assertThat(letters).hasSize(1);
        assertThat(letters.getFirst()).contains("\"table\":\"traffic\",\"code\":469", "no_poison");
        assertThat(service.get("/api/traffic/700").body()).contains("\"state\":\"dead-lettered\"");
        assertThat(service.get("/api/traffic/701").body()).contains("\"state\":\"stored\"");
    }

    @Test
    void aFullBufferSays503WithRetryAfterAndTakesEventsAgainLater() throws Exception {
        service.close();
        service = startService("millrace.buffer.max-bytes", 65536, "millrace.buffer.segment-bytes", 8192);
        clickHouse.kill();
        HttpResponse<String> answer = service.postView(0, user, time, "/", "");
        int taken = 0;
        while (answer.statusCode() == 202) {
            taken++;
            answer = service.postView(taken, user, time, "/" + "x".repeat(2000), "");
        }
        assertThat(taken).isBetween(30, 33);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        clickHouse.startAgain();
        while (service.postView(taken, user, time, "/last", "?ack=stored").statusCode() != 201) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(clickHouse.query("SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user))
                .isEqualTo(Integer.toString(taken + 1));
    }

    private TestService startService(Object... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("millrace.intake.stored-timeout", "2s");
        all.put("millrace.report.max-wait", "1s");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i].toString(), settings[i + 1]);
        }
        return TestService.start(directory.resolve("data"), clickHouse, all);
    }

    private void awaitReport(String expected) throws Exception {
        while (!service.daily(user).equals(expected)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
