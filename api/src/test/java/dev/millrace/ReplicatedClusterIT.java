package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.ReplicatedShard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on two replicas of the images of production. Without Docker it is skipped and says so; .ci/cluster does not let it. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ReplicatedClusterIT {
    private static final String NDJSON = "application/x-ndjson";
    private static final String ROLLUPS_OF_VIEWS = "{table=\"traffic\"}";

    private static @Nullable ReplicatedShard shard;

    @TempDir
    Path directory;

    /** For each test, so that each says that it was skipped. */
    @BeforeEach
    void startShard() throws IOException {
        if (shard == null) {
            shard = ReplicatedShard.start();
        }
    }

    @AfterAll
    static void stopShard() {
        if (shard != null) {
            shard.close();
        }
    }

    private static ReplicatedShard shard() {
        if (shard == null) {
            throw new IllegalStateException("it was not started");
        }
        return shard;
    }

    private TestService start() throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(shard().properties());
        settings.put("millrace.rollup.interval", "50ms");
        TestService service = TestService.startAt(directory, shard().url(), settings);
        Await.isTrue(
                Duration.ofMinutes(2), () -> service.get("/health/readiness").statusCode() == 200);
        return service;
    }

    @Test
    void migrationsMakeReplicatedTablesAndTheirViewsOnBothReplicas() throws Exception {
        try (TestService _ = start()) {
            assertThat(shard().queryAll("SELECT engine FROM system.databases WHERE name = 'millrace'"))
                    .containsOnly("Replicated");
            assertThat(
                            shard().queryAll(
                                            "SELECT count() FROM system.tables WHERE database = 'millrace' AND engine LIKE '%MergeTree' AND engine NOT LIKE 'Replicated%'"))
                    .containsOnly("0");
            List<String> tables = shard().queryAll(
                            "SELECT name, engine FROM system.tables WHERE database = 'millrace' ORDER BY name");
            assertThat(tables.getFirst()).contains("traffic\tReplicatedReplacingMergeTree", "MaterializedView");
            assertThat(tables.getLast()).isEqualTo(tables.getFirst());
        }
    }

    @Test
    void whatIsStoredIsOnBothReplicasAndInReportsOnce() throws Exception {
        long user = TestService.newUser();
        Instant time = TestService.anHourAgo();
        try (TestService service = start()) {
            assertThat(service.postView(1, user, time, "/a", "?ack=stored").statusCode())
                    .isEqualTo(201);
            assertThat(service.postView(1, user, time, "/a", "?ack=stored").statusCode())
                    .isEqualTo(201);
            assertThat(service.postView(2, user, time, "/b", "?ack=stored").statusCode())
                    .isEqualTo(201);
            // Not awaited: the quorum has it before the answer.
            assertThat(shard().queryAll(countOf(user))).containsOnly("2");
            assertThat(service.daily(user)).isEqualTo("{\"/a\":1,\"/b\":1}");
            assertThat(service.delete("/api/traffic/2?ack=stored").statusCode()).isBetween(200, 299);
            assertThat(service.daily(user)).isEqualTo("{\"/a\":1}");
        }
    }

    @Test
    void aReplicaThatIsKilledUnderLoadLosesNothingAndDoublesNothing() throws Exception {
        long user = TestService.newUser();
        Instant time = TestService.anHourAgo();
        int batches = 60;
        int size = 100;
        try (TestService service = start()) {
            for (int batch = 0; batch < batches; batch++) {
                if (batch == batches / 3) {
                    shard().kill(2);
                }
                if (batch == 2 * batches / 3) {
                    shard().startAgain(2);
                }
                long first = (long) batch * size;
                String body = LongStream.range(first, first + size)
                        .mapToObj(id -> "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/p\"}"
                                .formatted(id, user, time))
                        .collect(Collectors.joining("\n"));
                assertThat(service.post("/api/traffic", NDJSON, body).statusCode())
                        .isEqualTo(202);
                Thread.sleep(200);
            }
            Await.isTrue(Duration.ofMinutes(5), () -> service.metric("millrace_buffer_pending_rows") == 0);
            String all = Integer.toString(batches * size);
            assertThat(shard().queryAll(countOf(user))).containsOnly(all);
            assertThat(service.daily(user)).isEqualTo("{\"/p\":%s}".formatted(all));
        }
    }

    @Test
    void aReplicaThatLagsDoesNotSeal() throws Exception {
        long user = TestService.newUser();
        Instant sealable = Instant.now().minus(5, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        try (TestService service = start()) {
            shard().query(2, "SYSTEM STOP FETCHES millrace.traffic");
            try {
                // Without a quorum: the first replica has the row, the second only knows of it.
                shard().query(
                                1,
                                "INSERT INTO millrace.traffic (request_id, user_id, created_at, page_url, version, is_deleted) SETTINGS insert_quorum = 0 SELECT 1, %s, toDateTime64('%s', 3, 'UTC'), '/late', 1, 0"
                                        .formatted(user, sealable.toString().replace("Z", "")));
                double failed = service.metric("millrace_rollup_failed_total" + ROLLUPS_OF_VIEWS);
                double computed = computed(service);
                Await.isTrue(
                        Duration.ofMinutes(3),
                        () -> service.metric("millrace_rollup_failed_total" + ROLLUPS_OF_VIEWS) > failed);
                assertThat(computed(service)).isEqualTo(computed);
                shard().query(2, "SYSTEM START FETCHES millrace.traffic");
                Await.isTrue(Duration.ofMinutes(3), () -> computed(service) > computed);
            } finally {
                shard().query(2, "SYSTEM START FETCHES millrace.traffic");
            }
            assertThat(shard().queryAll(countOf(user))).containsOnly("1");
            assertThat(service.daily(user)).isEqualTo("{\"/late\":1}");
        }
    }

    private static double computed(TestService service) throws IOException, InterruptedException {
        return service.metric("millrace_rollup_sealed_total" + ROLLUPS_OF_VIEWS)
                + service.metric("millrace_rollup_recomputed_total" + ROLLUPS_OF_VIEWS);
    }

    private static String countOf(long user) {
        return "SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user;
    }
}
