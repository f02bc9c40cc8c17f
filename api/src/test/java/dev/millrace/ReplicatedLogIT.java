package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.kafka.KafkaCluster;
import dev.millrace.testing.Await;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.testing.TestCluster;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that wait on three real brokers, between the disk of a node and ClickHouse. */
@Timeout(180)
class ReplicatedLogIT {
    /** Nothing listens there. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @TempDir
    static Path brokerDirectory;

    private static KafkaCluster brokers;

    /** Not the shared one: erasures wait for rollups of all that other classes left there, and a test changes how long rows are kept. */
    private static TestClickHouse clickHouse;

    @TempDir
    Path directory;

    private final String prefix = "log-" + UUID.randomUUID();
    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();

    @BeforeAll
    static void startBrokers() throws Exception {
        brokers = KafkaCluster.start(brokerDirectory, 3);
        clickHouse = TestClickHouse.in(brokerDirectory.resolve("clickhouse"));
    }

    @AfterAll
    static void stopBrokers() {
        clickHouse.close();
        brokers.close();
    }

    private Map<String, Object> settings(int node) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("millrace.intake.node", node);
        settings.put("millrace.kafka.bootstrap-servers", brokers.bootstrapServers());
        settings.put("millrace.kafka.log.mode", "on");
        settings.put("millrace.kafka.log.topic-prefix", prefix);
        settings.put("millrace.kafka.log.partitions", 4);
        settings.put("millrace.kafka.log.group-id", prefix);
        settings.put("millrace.kafka.session-timeout", "6s");
        return settings;
    }

    private TestService start(int node, Map<String, Object> more) throws Exception {
        Map<String, Object> all = settings(node);
        all.putAll(more);
        TestService service = TestService.start(directory.resolve("node-" + node), clickHouse, all);
        service.awaitReady();
        return service;
    }

    @Test
    void eventsGoThroughTheBrokersAndEveryLevelIsWhatItsNameSays() throws Exception {
        try (TestService service = start(0, Map.of())) {
            HttpResponse<String> replicated = service.postView(1, user, time, "/one", "?ack=replicated");
            assertThat(replicated.statusCode()).isEqualTo(202);
            assertThat(ack(replicated)).isEqualTo("replicated");
            assertThat(records("traffic")).isPositive();
            HttpResponse<String> stored = service.postView(2, user, time, "/two", "?ack=stored");
            assertThat(stored.statusCode()).isEqualTo(201);
            assertThat(ack(stored)).isEqualTo("stored");
            assertThat(service.daily(user)).contains("\"/two\":1");
            assertThat(ack(service.postView(3, user, time, "/three", ""))).isEqualTo("disk");
            Await.isEqual("{\"/one\":1,\"/three\":1,\"/two\":1}", () -> service.daily(user));
            assertThat(service.metric("millrace_kafka_log_healthy")).isEqualTo(1);
            assertThat(service.metric("millrace_buffer_pending_bytes")).isZero();
        }
    }

    @Test
    void editsDeletionsAndErasuresHoldAndWhatIsStoredLeavesTheBrokers() throws Exception {
        try (TestService service = start(0, Map.of())) {
            service.postView(1, user, time, "/old", "?ack=replicated");
            service.put(
                    "/api/traffic/1?ack=replicated",
                    "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/new\"}".formatted(user, time));
            service.postView(2, user, time, "/deleted", "?ack=replicated");
            assertThat(service.delete("/api/traffic/2?ack=replicated").statusCode())
                    .isEqualTo(202);
            service.postView(2, user, time, "/deleted", "?ack=stored");
            Await.isEqual("{\"/new\":1}", () -> service.daily(user));
            service.delete("/api/users/" + user);
            Await.isEqual("{}", () -> service.daily(user));
            Await.isEqual("0", () -> "" + records("traffic"));
        }
    }

    @Test
    void whatIsReplicatedIsStoredThoughTheNodeThatTookItIsLostWithItsDisk() throws Exception {
        Map<String, Object> all = settings(1);
        try (TestService lost = TestService.startAt(directory.resolve("lost"), NOWHERE, all)) {
            Await.isEqual("replicated", () -> ack(lost.postView(1, user, time, "/", "?ack=replicated")));
            for (int id = 2; id <= 200; id++) {
                assertThat(ack(lost.postView(id, user, time, "/", "?ack=replicated")))
                        .isEqualTo("replicated");
            }
            assertThat(lost.get("/api/traffic/200").body()).contains("\"pending\"");
        }
        // Another node, with another disk.
        try (TestService other = start(2, Map.of())) {
            Await.isEqual("{\"/\":200}", () -> other.daily(user));
        }
    }

    @Test
    void whileTooFewBrokersAreThereEventsAreOnDiskAndAreForwardedAfterwards() throws Exception {
        try (TestService service = start(0, Map.of("millrace.intake.stored-timeout", "2s"))) {
            service.postView(1, user, time, "/", "?ack=replicated");
            brokers.brokers().get(0).freeze();
            brokers.brokers().get(1).freeze();
            try {
                Await.isEqual("disk", () -> ack(service.postView(2, user, time, "/", "?ack=replicated")));
                assertThat(ack(service.postView(3, user, time, "/", ""))).isEqualTo("disk");
            } finally {
                brokers.brokers().get(0).resume();
                brokers.brokers().get(1).resume();
            }
            Await.isEqual("{\"/\":3}", () -> service.daily(user));
            Await.isEqual("replicated", () -> ack(service.postView(4, user, time, "/", "?ack=replicated")));
        }
    }

    @Test
    void twoNodesShareThePartitionsAndEachAnswersForWhatTheOtherStores() throws Exception {
        try (TestService one = start(1, Map.of());
                TestService two = start(2, Map.of())) {
            Await.isTrue(() -> one.metric("millrace_kafka_log_assigned_partitions") > 0
                    && two.metric("millrace_kafka_log_assigned_partitions") > 0);
            List<CompletableFuture<String>> answers = new java.util.ArrayList<>();
            for (int id = 1; id <= 60; id++) {
                TestService node = id % 2 == 0 ? one : two;
                long ofMany = TestService.newUser();
                int number = id;
                answers.add(CompletableFuture.supplyAsync(() -> ack(post(node, number, ofMany, "?ack=stored"))));
            }
            for (CompletableFuture<String> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("stored");
            }
            one.postView(100, user, time, "/", "?ack=replicated");
            two.delete("/api/traffic/100?ack=stored");
            one.postView(100, user, time, "/", "?ack=stored");
            one.postView(101, user, time, "/left", "?ack=stored");
            assertThat(two.daily(user)).isEqualTo("{\"/left\":1}");
        }
    }

    /** Kafka throws a member out of a group that does not poll for two minutes; the others' rows would wait as long. */
    @Test
    void aShardThatIsAwayPausesItsPartitionsAndNobodyElse() throws Exception {
        try (TestCluster cluster = TestCluster.in(directory.resolve("cluster"))) {
            Map<String, Object> all = settings(0);
            all.putAll(cluster.properties());
            all.put("millrace.drain.max-backoff", "200ms");
            long ofFirst = ShardRows.newUser(1);
            long ofSecond = ShardRows.newUser(2);
            try (TestService service = TestService.startAt(directory.resolve("node"), cluster.url(), all)) {
                service.awaitReady();
                assertThat(ack(service.postView(1, ofSecond, time, "/", "?ack=stored")))
                        .isEqualTo("stored");
                cluster.shard(2).kill();
                assertThat(ack(service.postView(2, ofSecond, time, "/", "?ack=replicated")))
                        .isEqualTo("replicated");
                for (int id = 3; id < 20; id++) {
                    assertThat(ack(service.postView(id, ofFirst, time, "/", "?ack=stored")))
                            .isEqualTo("stored");
                }
                assertThat(service.metric("millrace_kafka_log_assigned_partitions"))
                        .isEqualTo(12);
                assertThat(service.get("/api/traffic/2").body()).contains("\"pending\"");
                cluster.shard(2).startAgain();
                Await.isEqual("{\"/\":2}", () -> service.daily(ofSecond));
            }
        }
    }

    @Test
    void aNodeIsNotReadyAndForwardsNothingWhileTheTopicsKeepFewerCopiesThanItsSettingsAsk() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(prefix + "-traffic", 4, (short) 1)))
                    .all()
                    .get();
        }
        Map<String, Object> all = settings(0);
        all.putAll(clickHouse.properties());
        all.put("millrace.intake.stored-timeout", "1s");
        try (TestService service = TestService.startAt(directory.resolve("node"), clickHouse.url(), all)) {
            Await.isTrue(() -> service.get("/health/readiness").body().contains("has 1 copies of each partition"));
            assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
            assertThat(ack(service.postView(1, user, time, "/", "?ack=replicated")))
                    .isEqualTo("disk");
            assertThat(records("traffic")).isZero();
        }
    }

    /** Such a topic refused every full record, for ever. */
    @Test
    void aTopicThatTakesOnlySmallRecordsIsReported() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(prefix + "-traffic", 4, (short) 3)
                            .configs(Map.of("min.insync.replicas", "2", "max.message.bytes", "1000"))))
                    .all()
                    .get();
        }
        Map<String, Object> all = settings(0);
        all.putAll(clickHouse.properties());
        try (TestService service = TestService.startAt(directory.resolve("node"), clickHouse.url(), all)) {
            Await.isTrue(() -> service.get("/health/readiness").body().contains("has max.message.bytes=1000"));
        }
    }

    @Test
    void nothingIsLostOnTheWayToTheBrokersAndBackToTheDiskAlone() throws Exception {
        Path node = directory.resolve("node");
        Map<String, Object> all = new HashMap<>(settings(0));
        all.put("millrace.kafka.log.mode", "off");
        all.remove("millrace.kafka.bootstrap-servers");
        try (TestService alone = TestService.startAt(node, NOWHERE, all)) {
            alone.postView(1, user, time, "/", "?ack=disk");
            assertThat(alone.postView(9, user, time, "/", "?ack=replicated").statusCode())
                    .isEqualTo(422);
        }
        all.putAll(settings(0));
        try (TestService forwarding = TestService.startAt(node, NOWHERE, all)) {
            Await.isEqual("replicated", () -> ack(forwarding.postView(2, user, time, "/", "?ack=replicated")));
        }
        all.put("millrace.kafka.log.mode", "drain");
        all.putAll(clickHouse.properties());
        try (TestService back = TestService.start(node, clickHouse, all)) {
            back.awaitReady();
            assertThat(back.postView(3, user, time, "/", "?ack=stored").statusCode())
                    .isEqualTo(201);
            Await.isEqual("{\"/\":3}", () -> back.daily(user));
        }
    }

    @Test
    void aRecordThatMillraceDidNotWriteIsADeadLetterAndStopsNothing() throws Exception {
        try (TestService service = start(0, Map.of())) {
            service.postView(1, user, time, "/", "?ack=stored");
            Map<String, Object> client = Map.of("bootstrap.servers", brokers.bootstrapServers());
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (int partition = 0; partition < 4; partition++) {
                    producer.send(new ProducerRecord<>(
                                    prefix + "-traffic",
                                    partition,
                                    null,
                                    "this is no frame".getBytes(StandardCharsets.UTF_8)))
                            .get();
                }
            }
            for (int id = 2; id <= 9; id++) {
                service.postView(id, user, time, "/", "?ack=stored");
            }
            assertThat(service.daily(user)).isEqualTo("{\"/\":9}");
            assertThat(service.metric("millrace_kafka_log_damaged_records_total"))
                    .isEqualTo(4);
            assertThat(service.get("/api/dead-letters?table=kafka").body())
                    .contains(
                            "kafka:%s-traffic/3/".formatted(prefix), "this is no frame", "no rows that Millrace wrote");
        }
    }

    /** Frames of more days than the first log takes wait in the second, and are forwarded in slices. */
    @Test
    void aBodyOfManyDaysIsStoredWhenTheAnswerSaysSo() throws Exception {
        try (TestService service = start(0, Map.of("millrace.traffic.raw-retention", "400d"))) {
            StringBuilder body = new StringBuilder();
            for (int day = 0; day < 30; day++) {
                body.append("{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                        .formatted(user * 100 + day, user, time.minus(Duration.ofDays(day))));
            }
            HttpResponse<String> answer =
                    service.post("/api/traffic?ack=stored", "application/x-ndjson", body.toString());
            assertThat(ack(answer)).isEqualTo("stored");
            assertThat(clickHouse.query("SELECT count() FROM millrace.traffic FINAL WHERE user_id = " + user))
                    .isEqualTo("30");
        }
    }

    @Test
    void aNodeThatOnlyAcceptsNeedsNoClickHouseAndOthersStoreAndAnswer() throws Exception {
        Map<String, Object> accepting = settings(1);
        accepting.put("millrace.roles", "accept");
        accepting.put("millrace.default-ack", "replicated");
        try (TestService accept = TestService.startWithoutClickHouse(directory.resolve("accept"), accepting)) {
            accept.awaitReady();
            assertThat(ack(accept.postView(1, user, time, "/", ""))).isEqualTo("replicated");
            assertThat(accept.get("/api/traffic/1").statusCode()).isEqualTo(421);
            assertThat(accept.post("/api/rollups/rebuild", "application/json", "{}")
                            .statusCode())
                    .isEqualTo(421);
            try (TestService drain = start(2, Map.of("millrace.roles", "drain"));
                    TestService report = start(3, Map.of("millrace.roles", "report,rollup"))) {
                Await.isEqual("{\"/\":1}", () -> report.daily(user));
                assertThat(drain.postView(2, user, time, "/", "").statusCode()).isEqualTo(421);
                assertThat(report.postView(2, user, time, "/", "").body())
                        .contains(
                                "This node has not the role accept, but report, rollup (MILLRACE_ROLES): ask another one.");
                assertThat(ack(accept.postView(2, user, time, "/", "?ack=stored")))
                        .isEqualTo("stored");
                assertThat(report.daily(user)).isEqualTo("{\"/\":2}");
                assertThat(drain.get("/prometheus").statusCode()).isEqualTo(200);
            }
        }
    }

    private HttpResponse<String> post(TestService node, long id, long ofUser, String query) {
        try {
            return node.postView(id, ofUser, time, "/", query);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ack(HttpResponse<String> answer) {
        return answer.headers().firstValue("Millrace-Ack").orElse("none: " + answer.statusCode());
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()));
    }

    /** How many records the topic of a kind has, of those that were not deleted. */
    private long records(String kind) throws Exception {
        long records = 0;
        try (Admin admin = admin()) {
            for (int number = 0; number < 4; number++) {
                TopicPartition partition = new TopicPartition(prefix + "-" + kind, number);
                long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                long beginning = admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                records += end - beginning;
            }
        }
        return records;
    }
}
