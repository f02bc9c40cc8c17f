package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.testing.Await;
import dev.millrace.testing.KafkaClient;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes records of topics while the service is killed, the broker is away, or the buffer is full. */
@Timeout(180)
class KafkaOutageIT {
    private static final int PARTITIONS = 2;

    @TempDir
    static Path brokerDirectory;

    private static KafkaBroker broker;
    private static KafkaClient kafka;

    @TempDir
    Path directory;

    private final String topic = UUID.randomUUID().toString();
    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(brokerDirectory);
        kafka = new KafkaClient(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
        broker.kill();
    }

    @BeforeEach
    void createTopic() throws Exception {
        kafka.createTopic(topic, PARTITIONS);
    }

    @Test
    void whatWasForcedAndNotCommittedWhenMillraceWasKilledComesAgainAndCountsOnce() throws Exception {
        TestClickHouse clickHouse = TestClickHouse.shared();
        try (MillraceProcess service = startProcess(clickHouse, "1m")) {
            send(0, 100, "/");
            Await.isEqual("100", () -> count(clickHouse));
            assertThat(kafka.committed(topic)).isZero();
            service.kill();
        }
        try (MillraceProcess service = startProcess(clickHouse, "50ms")) {
            send(100, 150, "/");
            Await.isEqual("150", () -> "" + kafka.committed(topic));
            Await.isEqual("150", () -> count(clickHouse));
            assertThat(service.get("/prometheus").body())
                    .contains("outcome=\"taken\",topic=\"%s\"} 150.0".formatted(topic));
            assertThat(clickHouse.query(
                            "SELECT uniqExact(request_id, version) FROM millrace.traffic WHERE user_id = " + user))
                    .isEqualTo("150");
        }
    }

    @Test
    void whileTheBufferIsFullPartitionsArePausedAndTheNodeStaysInTheGroup() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                TestService service = startService(
                        clickHouse,
                        Map.of("millrace.buffer.max-bytes", 65_536, "millrace.buffer.segment-bytes", 8192))) {
            clickHouse.kill();
            send(0, 300, "/" + "x".repeat(1000));
            Await.isEqual(PARTITIONS + ".0", () -> "" + service.metric("millrace_kafka_paused_partitions"));
            TimeUnit.SECONDS.sleep(1);
            assertThat(kafka.committed(topic)).isBetween(1L, 150L);
            assertThat(kafka.members(topic)).isEqualTo(1);
            assertThat(service.metric("millrace_kafka_connected")).isEqualTo(1);
            clickHouse.startAgain();
            Await.isEqual("300", () -> count(clickHouse));
            Await.isEqual("300", () -> "" + kafka.committed(topic));
            assertThat(service.metric("millrace_kafka_errors_total")).isZero();
            assertThat(service.metric("millrace_kafka_paused_partitions")).isZero();
        }
    }

    @Test
    void whileTheBrokerIsAwayThatIsARemarkAndRecordsComeWhenItIsBack() throws Exception {
        TestClickHouse clickHouse = TestClickHouse.shared();
        try (TestService service = startService(clickHouse, Map.of())) {
            service.awaitReady();
            send(0, 10, "/");
            Await.isEqual("10", () -> count(clickHouse));
            broker.kill();
            Await.isEqual("0.0", () -> "" + service.metric("millrace_kafka_connected"));
            assertThat(service.get("/health/readiness").body())
                    .contains(
                            "\"status\":\"ok\"",
                            "\"kafka\":\"Kafka at %s: no broker answers.\"".formatted(broker.bootstrapServers()));
            assertThat(service.postView(1_000, user, time, "/", "").statusCode())
                    .isEqualTo(202);
            broker.startAgain();
            send(10, 20, "/");
            Await.isEqual("21", () -> count(clickHouse));
            Await.isEqual("20", () -> "" + kafka.committed(topic));
            Await.isEqual(
                    "{\"status\":\"ok\"}",
                    () -> service.get("/health/readiness").body());
        }
    }

    private void send(int from, int to, String page) throws Exception {
        for (int i = from; i < to; i++) {
            kafka.sendAt(
                    topic,
                    i % PARTITIONS,
                    System.currentTimeMillis(),
                    "" + i,
                    "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                            .formatted(i, user, time, page));
        }
        kafka.await();
    }

    private String count(TestClickHouse clickHouse) throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user);
    }

    private TestService startService(TestClickHouse clickHouse, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("millrace.kafka.bootstrap-servers", List.of(broker.bootstrapServers()));
        all.put("millrace.kafka.traffic-topics", List.of(topic));
        all.put("millrace.kafka.group-id", topic);
        all.put("millrace.kafka.commit-interval", "50ms");
        all.put("millrace.kafka.max-backoff", "1s");
        return TestService.start(directory.resolve("data"), clickHouse, all);
    }

    private MillraceProcess startProcess(TestClickHouse clickHouse, String commitInterval) throws Exception {
        Map<String, String> all = new HashMap<>(clickHouse.environment());
        all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        all.put("MILLRACE_KAFKA_TRAFFIC_TOPICS", topic);
        all.put("MILLRACE_KAFKA_GROUP_ID", topic);
        all.put("MILLRACE_KAFKA_COMMIT_INTERVAL", commitInterval);
        all.put("MILLRACE_KAFKA_SESSION_TIMEOUT", "6s");
        return MillraceProcess.start(directory.resolve("data"), all);
    }
}
