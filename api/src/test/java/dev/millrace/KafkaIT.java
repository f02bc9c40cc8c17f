package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.kafka.GroupPosition;
import dev.millrace.sensor.v1.Reading;
import dev.millrace.sensor.v1.Readings;
import dev.millrace.testing.Await;
import dev.millrace.testing.KafkaClient;
import dev.millrace.testing.TestClickHouse;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that come from topics of a real broker. */
@Timeout(120)
class KafkaIT {
    private static final int PARTITIONS = 4;

    @TempDir
    static Path brokerDirectory;

    private static KafkaBroker broker;
    private static KafkaClient kafka;

    @TempDir
    Path directory;

    /** Of this test only: its topics, its group and its sensor. */
    private final String test = UUID.randomUUID().toString();

    private final String views = test + "-views";
    private final String readings = test + "-readings";
    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private final TestClickHouse clickHouse = TestClickHouse.shared();

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
    void createTopics() throws Exception {
        kafka.createTopic(views, PARTITIONS);
        kafka.createTopic(readings, 1);
    }

    @Test
    void eventsOfEveryFormatAreStoredAndOffsetsAreCommitted() throws Exception {
        try (TestService service = start("node", Map.of())) {
            kafka.send(views, null, view(1, "/one"));
            kafka.send(views, null, "[%s,%s]".formatted(view(2, "/two"), view(3, "/two")));
            kafka.send(views, null, bytes(view(4, "/x") + "\n" + view(5, "/x")), "application/x-ndjson; charset=utf-8");
            kafka.send(readings, null, reading(0, 1));
            kafka.send(
                    readings,
                    null,
                    Readings.newBuilder()
                            .addReadings(protobuf(1, 2))
                            .addReadings(protobuf(2, 3))
                            .build()
                            .toByteArray(),
                    null);
            kafka.send(
                    readings,
                    null,
                    Readings.newBuilder().addReadings(protobuf(3, 4)).build().toByteArray(),
                    "application/x-protobuf");
            sendPacked();
            Await.isEqual("9", this::storedViews);
            assertThat(service.daily(user)).contains("\"/one\":1", "\"/two\":2", "\"/x\":2", "\"/packed\":4");
            Await.isEqual("[1,2,3,4]", this::values);
            Await.isEqual("10", () -> "" + kafka.committed(test));
            assertThat(service.metric(
                            "millrace_kafka_records_total{outcome=\"taken\",topic=\"%s\"}".formatted(readings)))
                    .isEqualTo(3);
            assertThat(service.metric("millrace_kafka_connected")).isEqualTo(1);
            assertThat(service.metric("millrace_kafka_lag_records{partition=\"0\",topic=\"%s\"}".formatted(readings)))
                    .isZero();
        }
    }

    /** The libraries that unpack are others than those of the broker. */
    private void sendPacked() throws Exception {
        long id = 10;
        for (String packed : List.of("gzip", "snappy", "lz4", "zstd")) {
            try (KafkaClient sender = new KafkaClient(broker.bootstrapServers(), Map.of("compression.type", packed))) {
                sender.send(views, null, view(id++, "/packed"));
                sender.await();
            }
        }
    }

    @Test
    void whatCanNeverBeAcceptedIsADeadLetterWithItsPlaceAndDoesNotStopItsPartition() throws Exception {
        try (TestService service = start("node", Map.of("millrace.kafka.max-record-bytes", 10_000))) {
            kafka.send(readings, null, "this is no reading");
            kafka.send(
                    readings,
                    null,
                    "[%s,{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":\"much\"}]"
                            .formatted(reading(0, 1), test, time));
            kafka.send(readings, null, "{\"x\":\"" + "x".repeat(20_000) + "\"}");
            kafka.send(readings, null, "");
            kafka.sendDeletion(readings, "no key of a reading");
            kafka.send(readings, null, reading(1, 2));
            kafka.sendAt(readings, 0, Instant.now().plusSeconds(600).toEpochMilli(), "a", reading(2, 3));
            Await.isEqual("7", () -> "" + kafka.committed(test));
            Await.isEqual("[1,2]", this::values);
            String letters = service.get("/api/dead-letters?table=kafka").body();
            assertThat(letters)
                    .contains(
                            "\"table\":\"kafka:%s/0/0\"".formatted(readings),
                            "\"payload\":\"this is no reading\"",
                            "\\\"value\\\":\\\"much\\\"",
                            "\"reason\":\"value must be",
                            "\"table\":\"kafka:%s/0/2\"".formatted(readings),
                            "The record has 20008 bytes, and may have 10000",
                            "The body is empty.",
                            "its key must be a JSON object with the sensor_id and ts",
                            "timestamp is ahead of the clock");
            assertThat(service.metric(
                            "millrace_kafka_records_total{outcome=\"dead_lettered\",topic=\"%s\"}".formatted(readings)))
                    .isEqualTo(6);
            // It was too early by its record's time, and holds by its own.
            service.post("/api/dead-letters/replay?table=kafka:%s/0/6".formatted(readings), "application/json", "");
            Await.isEqual("[1,2,3]", this::values);
        }
    }

    @Test
    void aRecordThatComesAgainIsTheSameRowAndNoNewerThanWhatHasDeletedIt() throws Exception {
        String key = "{\"sensor_id\":\"%s\",\"ts\":\"%s\"}".formatted(test, time);
        try (TestService service = start("node", Map.of())) {
            // The clock of this producer goes back: the order of the offsets counts all the same.
            long now = Instant.now().toEpochMilli();
            kafka.sendAt(views, 0, now, "1", view(1, "/deleted"));
            kafka.sendAt(views, 0, now - 5000, "1", null);
            kafka.sendAt(views, 0, now, "2", view(2, "/kept"));
            kafka.sendAt(views, 0, now, "3", view(3, "/deleted-by-http"));
            kafka.send(readings, key, reading(0, 1));
            kafka.sendDeletion(readings, key);
            kafka.send(readings, "other", reading(1, 2));
            kafka.await();
            Await.isEqual("7", () -> "" + kafka.committed(test));
            assertThat(service.delete("/api/traffic/3?ack=stored").statusCode()).isEqualTo(200);
            Await.isEqual("{\"/kept\":1}", () -> service.daily(user));
            Await.isEqual("[2]", this::values);
            assertThatThrownBy(() -> service.bean(GroupPosition.class).moveTo(views, Instant.EPOCH))
                    .hasMessageContaining("stop every Millrace");
        }
        String versions = versions();
        assertThat(versions.lines()).hasSize(5);
        try (ApplicationContext context =
                ApplicationContext.builder(settings()).banner(false).start()) {
            GroupPosition position = context.getBean(GroupPosition.class);
            assertThat(position.moveTo(views, Instant.EPOCH))
                    .hasSize(PARTITIONS)
                    .containsEntry(0, 0L);
            assertThat(position.moveTo(readings, Instant.EPOCH)).hasSize(1).containsEntry(0, 0L);
        }
        assertThat(kafka.committed(test)).isZero();
        try (TestService service = start("node", Map.of())) {
            Await.isEqual("7", () -> "" + kafka.committed(test));
            assertThat(service.post("/api/traffic?ack=stored", "application/json", view(4, "/last"))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(service.daily(user))
                    .contains("\"/kept\":1", "\"/last\":1")
                    .doesNotContain("deleted");
            assertThat(values()).isEqualTo("[2]");
            assertThat(versions()).isEqualTo(versions);
        }
    }

    @Test
    void twoServicesShareThePartitionsAndWhenOneStopsTheOtherGoesOn() throws Exception {
        try (TestService one = start("one", Map.of("millrace.intake.node", 1))) {
            send(0, 200);
            awaitConnected(one);
            try (TestService two = start("two", Map.of("millrace.intake.node", 2))) {
                awaitConnected(two);
                send(200, 400);
                Await.isEqual("2", () -> "" + kafka.members(test));
                send(400, 600);
                Await.isEqual("{\"/\":600}", () -> one.daily(user));
                Await.isTrue(() -> taken(one) > 0 && taken(two) > 0);
                send(600, 800);
            }
            send(800, 1000);
            Await.isEqual("{\"/\":1000}", () -> one.daily(user));
            Await.isEqual("1000", () -> "" + kafka.committed(test));
            assertThat(clickHouse.query(
                            "SELECT uniqExact(request_id, version), count() FROM millrace.traffic FINAL WHERE user_id = "
                                    + user))
                    .isEqualTo("1000\t1000");
        }
    }

    private double taken(TestService service) throws Exception {
        return service.metric("millrace_kafka_records_total{outcome=\"taken\",topic=\"%s\"}".formatted(views));
    }

    private void send(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            kafka.send(views, "" + i, view(i, "/"));
        }
        kafka.await();
    }

    private TestService start(String node, Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(settings());
        TestService service = TestService.start(directory.resolve(node), clickHouse, all);
        service.awaitReady();
        return service;
    }

    private Map<String, Object> settings() {
        return Map.of(
                "millrace.kafka.bootstrap-servers", List.of(broker.bootstrapServers()),
                "millrace.kafka.traffic-topics", List.of(views),
                "millrace.kafka.sensor-topics", List.of(readings),
                "millrace.kafka.group-id", test,
                "millrace.kafka.commit-interval", "50ms");
    }

    private String view(long id, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, user, time, page);
    }

    private String reading(int second, double value) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(test, time.plusSeconds(second), value);
    }

    private Reading protobuf(int second, double value) {
        return Reading.newBuilder()
                .setSensorId(test)
                .setTsMillis(time.plusSeconds(second).toEpochMilli())
                .setValue(value)
                .build();
    }

    private String storedViews() throws Exception {
        return clickHouse.query("SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user);
    }

    private String values() throws Exception {
        return clickHouse.query(
                "SELECT groupArray(value) FROM (SELECT value FROM millrace.sensor_reading FINAL WHERE sensor_id = '%s' ORDER BY ts)"
                        .formatted(test));
    }

    /** Returns the rows that hold, tombstones too, with their versions. */
    private String versions() throws Exception {
        return clickHouse.query("""
                SELECT * FROM
                (
                    SELECT toString(request_id) AS id, max(version), argMax(is_deleted, version) FROM millrace.traffic
                    WHERE user_id = %s AND request_id < 4 GROUP BY id
                    UNION ALL
                    SELECT toString(ts) AS id, max(version), argMax(is_deleted, version) FROM millrace.sensor_reading
                    WHERE sensor_id = '%s' GROUP BY id
                )
                ORDER BY id
                """.formatted(user, test));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitConnected(TestService service) throws Exception {
        Await.isEqual("1.0", () -> "" + service.metric("millrace_kafka_connected"));
    }
}
