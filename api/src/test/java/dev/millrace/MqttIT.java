package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.MqttBroker;
import dev.millrace.intake.TestClock;
import dev.millrace.sensor.v1.Reading;
import dev.millrace.sensor.v1.Readings;
import dev.millrace.testing.Await;
import dev.millrace.testing.MqttSender;
import dev.millrace.testing.TestClickHouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readings that come from a real broker. */
@Timeout(120)
class MqttIT {
    @TempDir
    static Path brokerDirectory;

    private static MqttBroker broker;

    @TempDir
    Path directory;

    /** Of this test only: its topics, its group and the beginning of its sensors' names. */
    private final String test = UUID.randomUUID().toString();

    private final TestClickHouse clickHouse = TestClickHouse.shared();
    private final Instant time = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

    @BeforeAll
    static void startBroker() throws Exception {
        broker = MqttBroker.start(brokerDirectory);
    }

    @AfterAll
    static void stopBroker() {
        broker.kill();
    }

    @Test
    void readingsOfEveryFormatAreStoredAndTheTopicSaysWhatTheyLeaveOut() throws Exception {
        try (TestService service = start("node", Map.of());
                MqttSender sender = new MqttSender(broker.url())) {
            awaitConnected(service);
            String topic = "%s/F1/E2/%s-temp".formatted(test, test);
            sender.send(topic, "{\"ts\":\"%s\",\"value\":1}".formatted(time));
            sender.send(
                    topic,
                    "[{\"ts\":\"%s\",\"value\":2},{\"ts\":\"%s\",\"value\":3,\"sensor_id\":\"%s-own\",\"facility\":\"F9\"}]"
                            .formatted(at(1), at(2), test));
            sender.send(topic, "{\"ts\":\"%s\",\"value\":4}\n{\"ts\":\"%s\",\"value\":5}".formatted(at(3), at(4)));
            sender.send(
                    topic,
                    "{\"ts\":\"%s\",\"value\":6}".formatted(at(5)).getBytes(StandardCharsets.UTF_8),
                    "application/json; charset=utf-8");
            sender.send(
                    topic,
                    Readings.newBuilder()
                            .addReadings(Reading.newBuilder()
                                    .setTsMillis(at(6).toEpochMilli())
                                    .setValue(7))
                            .build()
                            .toByteArray(),
                    null);
            Await.isEqual("7", () -> count());
            assertThat(clickHouse.query(
                            "SELECT sensor_id, facility, equipment, groupArray(value) FROM (SELECT * FROM millrace.sensor_reading FINAL WHERE startsWith(sensor_id, '%s') ORDER BY ts) GROUP BY ALL ORDER BY facility"
                                    .formatted(test)))
                    .isEqualTo("%s-temp\tF1\tE2\t[1,2,4,5,6,7]\n%s-own\tF9\tE2\t[3]".formatted(test, test));
        }
    }

    @Test
    void whatCanNeverBeAcceptedGoesToTheDeadLettersAndDoesNotStopTheFlow() throws Exception {
        TestClock clock = TestClock.named("mqtt", Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try (TestService service = start("node", Map.of("millrace.intake.future-skew", "0s", "test.clock", "mqtt"));
                MqttSender sender = new MqttSender(broker.url())) {
            awaitConnected(service);
            Instant soon = clock.instant().plusSeconds(4);
            sender.send(topic("a"), "this is no reading");
            sender.send(topic("a"), new byte[0], null);
            sender.send(
                    topic("a"),
                    "[%s,{\"ts\":\"%s\",\"value\":\"much\"},{\"sensor_id\":\"%s-a\",\"ts\":\"%s\",\"value\":2}]"
                            .formatted(reading("a", 0, 1), time, test, soon));
            sender.send(topic("a"), "[%s".formatted(reading("a", 1, 1)));
            sender.send(topic("a"), reading("a", 2, 1));
            Await.isEqual("3", () -> count());
            Await.isEqual("5.0", () -> "" + service.metric("millrace_mqtt_acknowledged_messages_total"));
            Await.isEqual("0.0", () -> "" + service.metric("millrace_mqtt_unacknowledged"));
            assertThat(service.metric("millrace_mqtt_dead_lettered_messages_total"))
                    .isEqualTo(3);
            String letters = service.get("/api/dead-letters?table=mqtt").body();
            assertThat(letters)
                    .contains(
                            "\"payload\":\"this is no reading\"",
                            "\"table\":\"mqtt:%s\"".formatted(topic("a")),
                            "\\\"value\\\":\\\"much\\\"",
                            "\"reason\":\"value must be",
                            "\"reason\":\"ts must not be in the future",
                            "the array is not closed");
            assertThat(service.get("/api/dead-letters/summary").body())
                    .contains("\"table\":\"mqtt\",\"code\":0,\"letters\":4");
            assertThat(service.metric("millrace_intake_received_events_total"))
                    .isEqualTo(service.metric("millrace_intake_events_total{verdict=\"accepted\"}")
                            + service.metric("millrace_intake_events_total{verdict=\"rejected\"}"));

            // What was too early then is not now.
            clock.advance(Duration.ofSeconds(5));
            assertThat(service.post("/api/dead-letters/replay?table=mqtt", "application/json", "")
                            .statusCode())
                    .isEqualTo(202);
            Await.isEqual("4", () -> count());
            Await.isTrue(() -> service.get("/api/dead-letters/replays/1").body().contains("\"state\":\"done\""));
            assertThat(service.get("/api/dead-letters/replays/1").body())
                    .contains("\"replayed\":1,\"skipped\":3,\"total\":4");
            String rest = service.get("/api/dead-letters?table=mqtt").body();
            assertThat(rest).doesNotContain("in the future");
            String id = rest.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
            assertThat(service.post("/api/dead-letters/%s/replay".formatted(id), "application/json", "")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(service.delete("/api/dead-letters?table=mqtt").body()).isEqualTo("{\"discarded\":3}");
        }
    }

    @Test
    void whileTheDeadLettersAreFullWhatHasNoPlaceThereIsNotAcknowledged() throws Exception {
        try (TestService service = start("node", Map.of("millrace.dead-letters.max-bytes", "4096"));
                MqttSender sender = new MqttSender(broker.url())) {
            awaitConnected(service);
            sender.send(topic("a"), "{" + "x".repeat(2000));
            sender.send(topic("a"), "{" + "y".repeat(2000));
            sender.send(topic("a"), reading("a", 0, 1));
            Await.isEqual("1", () -> count());
            Await.isTrue(() -> service.get("/health/readiness").body().contains("dead letters have"));
            assertThat(service.get("/health/readiness").statusCode()).isEqualTo(200);
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_unacknowledged"));
            service.delete("/api/dead-letters?all=true");
            Await.isEqual("3.0", () -> "" + service.metric("millrace_mqtt_acknowledged_messages_total"));
            assertThat(service.get("/api/dead-letters").body()).contains("yyy").doesNotContain("xxx");
        }
    }

    /** Does not say how much each node gets: this broker was seen to send a thousand messages to one of two, and the reason was not looked for. */
    @Test
    void twoNodesAreOneGroupSoEachMessageComesOnceAndWhenOneStopsTheOtherGoesOn() throws Exception {
        try (TestService one = start("one", Map.of("millrace.intake.node", 1));
                TestService two = start("two", Map.of("millrace.intake.node", 2));
                MqttSender sender = new MqttSender(broker.url())) {
            awaitConnected(one);
            awaitConnected(two);
            sendReadings(sender, 0, 500);
            Await.isEqual("500", () -> count());
            for (TestService each : List.of(one, two)) {
                Await.isEqual("0.0", () -> "" + each.metric("millrace_mqtt_unacknowledged"));
            }
            double first = one.metric("millrace_mqtt_received_messages_total");
            double second = two.metric("millrace_mqtt_received_messages_total");
            assertThat(first + second).isEqualTo(500);
            TestService busier = first > second ? one : two;
            TestService other = first > second ? two : one;
            busier.close();
            sendReadings(sender, 500, 1000);
            Await.isEqual("1000", () -> count());
            assertThat(other.metric("millrace_mqtt_received_messages_total")).isEqualTo(Math.min(first, second) + 500);
        }
    }

    private void sendReadings(MqttSender sender, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            CompletableFuture<?> _ =
                    sender.begin(topic("a"), reading("a", i, i).getBytes(StandardCharsets.UTF_8), null);
        }
        sender.await();
    }

    private TestService start(String node, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("millrace.mqtt.url", broker.url().toString());
        all.put("millrace.mqtt.topics", List.of(test + "/{facility}/{equipment}/{sensor_id}"));
        all.put("millrace.mqtt.group", test);
        all.put("millrace.mqtt.client-id", test + node);
        return TestService.start(directory.resolve(node), clickHouse, all);
    }

    private String topic(String sensor) {
        return "%s/F1/E1/%s-%s".formatted(test, test, sensor);
    }

    private String reading(String sensor, int second, double value) {
        return "{\"sensor_id\":\"%s-%s\",\"ts\":\"%s\",\"value\":%s}".formatted(test, sensor, at(second), value);
    }

    private Instant at(int second) {
        return time.plusSeconds(second);
    }

    private String count() throws Exception {
        return clickHouse.query(
                "SELECT count() FROM millrace.sensor_reading FINAL WHERE startsWith(sensor_id, '%s')".formatted(test));
    }

    private static void awaitConnected(TestService service) throws Exception {
        Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
    }
}
