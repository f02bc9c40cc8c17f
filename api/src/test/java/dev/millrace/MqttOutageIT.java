package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.MqttBroker;
import dev.millrace.testing.Await;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.MqttSender;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to readings from a broker when something is killed, away, full, or does not want to. */
@Timeout(400)
class MqttOutageIT {
    private static final int MOST_UNACKNOWLEDGED = 16;

    @TempDir
    Path directory;

    private final String sensor = UUID.randomUUID().toString();
    private final Instant time = Instant.now().minus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);

    @Test
    void whatMillraceHadNotAcknowledgedWhenItWasKilledComesAgainAndIsStoredOnce() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (MqttBroker broker = MqttBroker.start(directory.resolve("broker"));
                MqttSender sender = new MqttSender(broker.url())) {
            // The broker keeps nothing for a group that never subscribed.
            MillraceProcess service = startProcess(broker, Map.of());
            Await.isEqual("1.0", () -> metric(service, "millrace_mqtt_connected"));
            AtomicBoolean isKilledEnough = new AtomicBoolean();
            AtomicInteger sent = new AtomicInteger();
            Thread sending = Thread.ofVirtual().start(() -> {
                // Goes on slowly until the last kill: there has to be something for each process that is started.
                while (sent.get() < 6000 || !isKilledEnough.get()) {
                    begin(sender, sent.getAndIncrement());
                    if (sent.get() >= 6000) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                }
            });
            TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(400));
            service.kill();
            for (int round = 0; round < 2; round++) {
                try (MillraceProcess next = startProcess(broker, Map.of())) {
                    Await.isTrue(() -> number(metric(next, "millrace_mqtt_received_messages_total")) > 0);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
                }
            }
            isKilledEnough.set(true);
            sending.join();
            sender.await();
            try (MillraceProcess last = startProcess(broker, Map.of())) {
                Await.isEqual(sent.toString(), () -> count(TestClickHouse.shared()));
                Await.isEqual("0.0", () -> metric(last, "millrace_mqtt_unacknowledged"));
                assertThat(last.terminate()).isZero();
            }
            broker.kill();
        }
    }

    @Test
    void aBrokerThatIsKilledAndComesBackIsFoundAgain() throws Exception {
        try (MqttBroker broker = MqttBroker.start(directory.resolve("broker"));
                TestService service = start(TestClickHouse.shared(), broker, Map.of())) {
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            try (MqttSender sender = new MqttSender(broker.url())) {
                begin(sender, 0);
                sender.await();
            }
            Await.isEqual("1", () -> count(TestClickHouse.shared()));
            broker.kill();
            Await.isTrue(() -> service.get("/health/readiness").body().contains("\"mqtt\":\"The MQTT broker at"));
            assertThat(service.get("/health/readiness").statusCode()).isEqualTo(200);
            Await.isEqual("0.0", () -> "" + service.metric("millrace_mqtt_connected"));
            broker.startAgain();
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            try (MqttSender sender = new MqttSender(broker.url())) {
                begin(sender, 1);
                sender.await();
            }
            Await.isEqual("2", () -> count(TestClickHouse.shared()));
            assertThat(service.get("/health/readiness").body()).doesNotContain("mqtt");
            broker.kill();
        }
    }

    @Test
    void aBrokerThatForgotEverythingIsSubscribedToAgain() throws Exception {
        try (MqttBroker broker = MqttBroker.start(directory.resolve("broker"));
                TestService service =
                        start(TestClickHouse.shared(), broker, Map.of("millrace.mqtt.session-expiry", "0s"))) {
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            broker.kill();
            Await.isEqual("0.0", () -> "" + service.metric("millrace_mqtt_connected"));
            broker.startAgain();
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            try (MqttSender sender = new MqttSender(broker.url())) {
                begin(sender, 0);
                sender.await();
            }
            Await.isEqual("1", () -> count(TestClickHouse.shared()));
            broker.kill();
        }
    }

    @Test
    void whileTheBufferIsFullNothingIsAcknowledgedAndLaterAllIsThere() throws Exception {
        int sent = 3000;
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MqttBroker broker = MqttBroker.start(directory.resolve("broker"));
                TestService service = start(
                        clickHouse,
                        broker,
                        Map.of("millrace.buffer.max-bytes", "128KB", "millrace.buffer.segment-bytes", "64KB"));
                MqttSender sender = new MqttSender(broker.url())) {
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            service.awaitReady();
            clickHouse.kill();
            for (int i = 0; i < sent; i++) {
                begin(sender, i);
            }
            sender.await();
            // Only an append that is refused says that the buffer is full. How many wait then is the broker's choice:
            // HiveMQ sends
            // no more before the last one of a burst is acknowledged.
            Await.isTrue(() -> service.metric("millrace_intake_events_total{verdict=\"refused\"}") > 0);
            // Some others are still under way then; after that nothing happens: it does not try what cannot be.
            Await.isTrue(() -> {
                String before = acknowledgedAndRefused(service);
                TimeUnit.SECONDS.sleep(1);
                return acknowledgedAndRefused(service).equals(before);
            });
            assertThat(service.metric("millrace_mqtt_acknowledged_messages_total"))
                    .isLessThan(sent - MOST_UNACKNOWLEDGED);
            clickHouse.startAgain();
            Await.isEqual(Integer.toString(sent), () -> count(clickHouse));
            Await.isEqual("0.0", () -> "" + service.metric("millrace_mqtt_unacknowledged"));
            broker.kill();
        }
    }

    @Test
    void aWrongPasswordIsSaidInOneLine() throws Exception {
        // The pattern merges no sensors: of one that does there is a line, too.
        try (MqttBroker broker = MqttBroker.startFor(directory.resolve("broker"), "millrace", "right");
                MillraceProcess service = startProcess(
                        broker,
                        Map.of(
                                "MILLRACE_MQTT_USER", "millrace",
                                "MILLRACE_MQTT_PASSWORD", "wrong",
                                "MILLRACE_MQTT_TOPICS", "f/{sensor_id}",
                                "MILLRACE_MQTT_MAX_BACKOFF", "100ms"))) {
            Await.isTrue(() -> service.output().contains("it refuses the user (BAD_USER_NAME_OR_PASSWORD)"));
            TimeUnit.SECONDS.sleep(2);
            assertThat(service.output().lines().filter(line -> line.contains("MQTT") || line.contains("mqtt")))
                    .hasSize(1);
            assertThat(service.output()).doesNotContain("wrong");
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
            broker.kill();
        }
    }

    @Test
    void theRightPasswordInAFileIsTaken() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "right\n");
        try (MqttBroker broker = MqttBroker.startFor(directory.resolve("broker"), "millrace", "right");
                TestService service = start(
                        TestClickHouse.shared(),
                        broker,
                        Map.of("millrace.mqtt.user", "millrace", "millrace.mqtt.password-file", file.toString()))) {
            Await.isEqual("1.0", () -> "" + service.metric("millrace_mqtt_connected"));
            broker.kill();
        }
    }

    private static String acknowledgedAndRefused(TestService service) throws IOException, InterruptedException {
        return service.metric("millrace_mqtt_acknowledged_messages_total") + " "
                + service.metric("millrace_intake_events_total{verdict=\"refused\"}");
    }

    private void begin(MqttSender sender, int i) {
        String reading = "{\"ts\":\"%s\",\"value\":%s}".formatted(time.plusMillis(i), i);
        CompletableFuture<?> _ = sender.begin("f/F1/E1/" + sensor, reading.getBytes(StandardCharsets.UTF_8), null);
    }

    private TestService start(TestClickHouse clickHouse, MqttBroker broker, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("millrace.mqtt.url", broker.url().toString());
        all.put("millrace.mqtt.topics", List.of("f/{facility}/{equipment}/{sensor_id}"));
        all.put("millrace.mqtt.receive-maximum", MOST_UNACKNOWLEDGED);
        all.put("millrace.mqtt.max-backoff", "500ms");
        return TestService.start(directory.resolve("data"), clickHouse, all);
    }

    private MillraceProcess startProcess(MqttBroker broker, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(TestClickHouse.shared().environment());
        all.put("MILLRACE_MQTT_URL", broker.url().toString());
        all.put("MILLRACE_MQTT_TOPICS", "f/{facility}/{equipment}/{sensor_id}");
        all.putAll(settings);
        return MillraceProcess.start(directory.resolve("data"), all);
    }

    private String count(TestClickHouse clickHouse) throws IOException, InterruptedException {
        return clickHouse.query(
                "SELECT count() FROM millrace.sensor_reading FINAL WHERE sensor_id = '%s'".formatted(sensor));
    }

    private static String metric(MillraceProcess service, String name) throws IOException, InterruptedException {
        return service.get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static double number(String text) {
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }
}
