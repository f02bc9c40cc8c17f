package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.MqttSender;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Readings that come from Mosquitto, where it is installed, with its defaults. */
@Timeout(180)
class MosquittoIT {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");

    /**
     * No more than Mosquitto keeps by default, however slow this machine is at the moment; -Dmillrace.mosquitto.burst=100000 for more, which
     * has to be taken about as fast as it comes.
     */
    private static final int BURST = Integer.getInteger("millrace.mosquitto.burst", 60_000);

    private static final int SENDERS = 4;

    @TempDir
    Path directory;

    private final String test = "m" + TestService.newUser();
    private final TestClickHouse clickHouse = TestClickHouse.shared();
    private final int port = freePort();
    private final URI url = URI.create("mqtt://127.0.0.1:" + port);
    private @Nullable Process broker;

    private static int freePort() {
        try {
            return MillraceProcess.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that is not named are its defaults. */
    private void startBroker(String... settings) throws Exception {
        Path program = installed();
        Path file = Files.writeString(
                directory.resolve("mosquitto.conf"),
                "listener %s 127.0.0.1\nallow_anonymous true\n%s\n".formatted(port, String.join("\n", settings)));
        broker = new ProcessBuilder(program.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("mosquitto.log").toFile()))
                .start();
        TimeUnit.MILLISECONDS.sleep(500);
    }

    /** It is skipped aloud where Mosquitto is missing, and fails in CI, which installs it. */
    private static Path installed() {
        Optional<Path> program = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isPresent()) {
            return program.get();
        }
        String missing = "SKIPPED: readings from Mosquitto need it, and it is not installed (Debian: mosquitto).";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(missing + " CI=true forbids that.");
        }
        System.err.println(missing);
        throw new TestAbortedException(missing);
    }

    @AfterEach
    void stopBroker() throws Exception {
        if (broker != null) {
            broker.destroy();
            broker.waitFor();
        }
    }

    @Test
    void aBurstStopsTheInputForGood() throws Exception {
        startBroker();
        try (TestService service = connected(Map.of());
                MqttSender sender = new MqttSender(url)) {
            burst(sender, 0, 5_000);
            awaitReadings(service, 5_000);
            burst(sender, 5_000, 20_000);
            awaitReadings(service, 20_000);
            assertThat(service.get("/health/readiness").body()).doesNotContain("mqtt");
        }
    }

    /** Mosquitto keeps 1,000 messages beside those that a client has said that it takes, and 20 if it has said nothing. */
    @Test
    void aBurstLosesMessagesWithTheDefaultsOfMosquitto() throws Exception {
        startBroker();
        try (TestService service = connected(Map.of())) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < SENDERS; i++) {
                int from = i * (BURST / SENDERS);
                threads.add(Thread.ofVirtual()
                        .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
                        .start(() -> sendAll(from, from + BURST / SENDERS)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            awaitReadings(service, BURST);
            assertThat(Files.readString(directory.resolve("mosquitto.log"))).doesNotContain("dropped");
        }
    }

    @Test
    void aRestartOfTheBrokerInABurstLosesWhatItHadAcknowledged() throws Exception {
        String[] settings = {
            "persistence true",
            "persistence_location %s/".formatted(directory),
            "max_queued_messages 1000000",
            // Else it may not write there, if it is started by root.
            "user root"
        };
        startBroker(settings);
        try (TestService service = connected(Map.of())) {
            Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
            for (int attempt = 0; acknowledged.size() < BURST; attempt++) {
                assertThat(attempt).isLessThan(20);
                try (MqttSender sender = new MqttSender(url)) {
                    List<CompletableFuture<?>> sent = new ArrayList<>();
                    for (int i = 0; i < BURST; i++) {
                        int number = i;
                        if (!acknowledged.contains(number)) {
                            sent.add(sender.begin(topic(), reading(number), null)
                                    .thenRun(() -> acknowledged.add(number)));
                        }
                    }
                    if (attempt < 2) {
                        awaitSome(sent, sent.size() / 4);
                        stopBroker();
                        startBroker(settings);
                    } else {
                        sender.await();
                    }
                }
            }
            awaitStored(BURST);
            assertThat(service.get("/health/readiness").body()).doesNotContain("mqtt");
        }
    }

    private static void awaitSome(List<CompletableFuture<?>> sent, int many) throws Exception {
        long begun = System.nanoTime();
        while (sent.stream().filter(CompletableFuture::isDone).count() < many) {
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(60));
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** An acknowledged message is on disk, and a moment later in ClickHouse. */
    private void awaitStored(int expected) throws Exception {
        String stored =
                "SELECT count() FROM millrace.sensor_reading FINAL WHERE sensor_id = '%s/E1/burst'".formatted(test);
        for (int i = 0; i < 1200 && !clickHouse.query(stored).equals(Integer.toString(expected)); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(clickHouse.query(stored)).isEqualTo(Integer.toString(expected));
    }

    private void sendAll(int from, int to) {
        try (MqttSender sender = new MqttSender(url)) {
            burst(sender, from, to);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBurstOfMoreBytesThanMayWaitEndsTheConnection() throws Exception {
        startBroker();
        try (TestService service = connected(Map.of("millrace.mqtt.max-waiting-bytes", "1MB"));
                MqttSender sender = new MqttSender(url)) {
            burst(sender, 0, 10_000);
            awaitReadings(service, 10_000);
            assertThat(service.get("/health/readiness").body()).doesNotContain("mqtt");
        }
    }

    @Test
    void theDocumentedPatternMergesSensorsOfTwoMachines() throws Exception {
        startBroker();
        try (TestService service = connected(Map.of());
                MqttSender sender = new MqttSender(url)) {
            for (String machine : List.of("E1", "E2")) {
                sender.send("%s/F1/%s/temp".formatted(test, machine), "{\"ts\":\"%s\",\"value\":1}".formatted(START));
            }
            awaitReadings(service, 2);
            String stored =
                    "SELECT sensor_id, facility, equipment FROM millrace.sensor_reading FINAL WHERE facility = 'F1' AND unit = '' AND ts = '2026-11-20 00:00:00' AND sensor_id IN ('F1/E1/temp', 'F1/E2/temp') ORDER BY sensor_id";
            // An acknowledged message is on disk, and a moment later in ClickHouse.
            for (int i = 0; i < 1200 && clickHouse.query(stored).lines().count() < 2; i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(clickHouse.query(stored)).isEqualTo("F1/E1/temp\tF1\tE1\nF1/E2/temp\tF1\tE2");
        }
    }

    @Test
    void anEmptyRetainedMessageIsADeadLetterThatNothingSettles() throws Exception {
        startBroker();
        try (TestService service = connected(Map.of());
                MqttSender sender = new MqttSender(url)) {
            sender.send("%s/F1/E1/x".formatted(test), new byte[0], null);
            sender.send(
                    "%s/F1/E1/x".formatted(test), "{\"sensor_id\":null,\"ts\":\"%s\",\"value\":1}".formatted(START));
            awaitReadings(service, 2);
            assertThat(service.metric("millrace_mqtt_acknowledged_messages_total"))
                    .isEqualTo(2);
            assertThat(service.metric("millrace_mqtt_dead_lettered_messages_total"))
                    .isZero();
        }
    }

    private TestService connected(Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("millrace.mqtt.url", url.toString());
        all.put("millrace.mqtt.topics", List.of(test + "/{facility+sensor_id}/{equipment+sensor_id}/{sensor_id}"));
        TestService service = TestService.start(directory.resolve("data"), clickHouse, all);
        for (int i = 0; i < 600 && service.metric("millrace_mqtt_connected") == 0; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return service;
    }

    private void burst(MqttSender sender, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            CompletableFuture<?> _ = sender.begin(topic(), reading(i), null);
        }
        sender.await();
    }

    private String topic() {
        return "%s/%s/E1/burst".formatted(test, test);
    }

    private static byte[] reading(int i) {
        return "{\"ts\":\"%s\",\"value\":%s}".formatted(START.plusSeconds(i), i).getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitReadings(TestService service, int expected) throws Exception {
        String accepted = "millrace_mqtt_acknowledged_messages_total";
        for (int i = 0; i < 1200 && service.metric(accepted) < expected; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(service.metric(accepted)).isGreaterThanOrEqualTo(expected);
        // Counted a moment after the other one.
        for (int i = 0; i < 200 && service.metric("millrace_mqtt_unacknowledged") > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(service.metric("millrace_mqtt_unacknowledged")).isZero();
    }
}
