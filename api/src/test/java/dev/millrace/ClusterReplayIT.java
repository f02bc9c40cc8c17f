package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.JsonValue;
import dev.millrace.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays while a shard answers but does not take some rows, so that they are parked. */
@Timeout(180)
class ClusterReplayIT {
    private static final String PARKED = "millrace_shard_parked_rows{shard=\"2\"}";

    @TempDir
    Path directory;

    private final Instant time = TestService.anHourAgo();
    private final long ofFirst = ShardRows.newUser(1);
    private final long ofSecond = ShardRows.newUser(2);
    private TestCluster cluster;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
        Map<String, Object> settings = new HashMap<>(cluster.properties());
        settings.put("millrace.archive.traffic", true);
        settings.put("millrace.drain.max-backoff", "200ms");
        // Small pieces.
        settings.put("millrace.buffer.max-pending-bytes", "4KB");
        settings.put("millrace.intake.max-decompressed-bytes", "4KB");
        service = TestService.startAt(directory.resolve("data"), cluster.url(), settings);
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        cluster.close();
    }

    @Test
    void aReplayIsNotDoneWhenRowsOfItsFirstPiecesAreOnlyParked() throws Exception {
        for (int batch = 0; batch < 10; batch++) {
            StringBuilder views = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                views.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                        .formatted(5 * batch + i, batch == 0 ? ofSecond : ofFirst, time));
            }
            assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", views.toString())
                            .statusCode())
                    .isEqualTo(201);
        }
        cluster.shard(2).query("RENAME TABLE millrace.traffic TO millrace.away");
        String replay = startReplay();
        Await.isTrue(() -> service.metric("millrace_replay_rows_total") == 50
                && service.metric(PARKED) > 0
                && service.metric("millrace_buffer_pending_bytes") == 0);
        TimeUnit.MILLISECONDS.sleep(500); // for what must not happen
        assertThat(service.get(replay).body()).contains("\"state\":\"running\"");
        cluster.shard(2).query("RENAME TABLE millrace.away TO millrace.traffic");
        Await.isTrue(() -> service.get(replay).body().contains("\"state\":\"done\""));
        assertThat(service.metric(PARKED)).isZero();
    }

    @Test
    void aReplayDoesNotMissArchivedEventsThatAreParked() throws Exception {
        cluster.shard(2).query("RENAME TABLE millrace.archive TO millrace.away");
        int posted = 0;
        while (service.metric(PARKED) == 0) {
            assertThat(service.postView(posted, ofFirst, time, "/", "?ack=disk").statusCode())
                    .isEqualTo(202);
            posted++;
        }
        Await.isTrue(() -> service.metric("millrace_buffer_pending_bytes") == 0);
        String replay = startReplay();
        TimeUnit.MILLISECONDS.sleep(500); // for what must not happen
        assertThat(service.get(replay).body()).contains("\"state\":\"waiting\"");
        cluster.shard(2).query("RENAME TABLE millrace.away TO millrace.archive");
        Await.isTrue(() -> service.get(replay).body().contains("\"state\":\"done\""));
        assertThat(service.get(replay).body()).contains("\"read\":%s,".formatted(posted));
    }

    private String startReplay() throws Exception {
        HttpResponse<String> started = service.post(
                "/api/replays?kind=traffic&from=%s&to=%s"
                        .formatted(time, Instant.now().plusSeconds(60)),
                "application/json",
                "");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return "/api/replays/" + JsonValue.parse(started.body()).get("id").number();
    }
}
