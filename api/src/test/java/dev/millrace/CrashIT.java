package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process that is killed, asked to stop, and started again. */
@Timeout(180)
class CrashIT {
    private static final int SENDERS = 8;

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();

    @Test
    void everythingAcknowledgedBeforeAKillIsStoredOnceAfterTheNextStart() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"))) {
            Sent sent = new Sent();
            for (int round = 0; round < 3; round++) {
                try (MillraceProcess service = startWith(clickHouse)) {
                    List<Thread> senders = sent.startSending(service);
                    sent.awaitAcknowledged(40);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(1000));
                    service.kill();
                    sent.stopSending(senders);
                }
            }
            assertThat(sent.acknowledged).hasSizeGreaterThan(100);
            try (MillraceProcess service = startWith(clickHouse)) {
                // What waits is stored before it.
                while (service.post("/api/traffic/%s?ack=stored".formatted(sent.nextId.incrementAndGet()), view())
                        != 201) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                Set<Long> stored = storedIds(clickHouse);
                assertThat(stored).containsAll(sent.acknowledged);
                assertThat(service.get("/api/traffic/daily/" + user).body())
                        .isEqualTo("{\"/\":%s}".formatted(stored.size()));
            }
        }
    }

    @Test
    void askedToStopItAnswersDrainsAndEndsWithZero() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess service = startWith(clickHouse)) {
            while (service.get("/health/readiness").statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Sent sent = new Sent();
            List<Thread> senders = sent.startSending(service);
            sent.awaitAcknowledged(100);
            assertThat(service.terminate()).isZero();
            sent.stopSending(senders);
            assertThat(storedIds(clickHouse)).containsAll(sent.acknowledged);
            assertThat(service.output()).contains("Stopped.").doesNotContain("stay in the buffer");
        }
    }

    @Test
    void anEmbeddedClickHouseThatDiesAgainAndAgainIsStartedAgainAndNothingIsLost() throws Exception {
        try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), Map.of())) {
            assertThat(service.post("/api/traffic/1?ack=stored", view())).isEqualTo(201);
            for (int i = 0; i < 20; i++) {
                // So often that it is also hit while it starts.
                service.handle().children().forEach(ProcessHandle::destroyForcibly);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(service.post("/api/traffic/2", view())).isEqualTo(202);
            while (!service.get("/api/traffic/daily/" + user).body().equals("{\"/\":2}")) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    @Test
    void aSecondServiceOnTheSameDataSaysSoInOneSentence() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess _ = startWith(clickHouse)) {
            assertThat(startProblem(clickHouse)).contains("Millrace cannot start: The buffer directory");
        }
    }

    private String startProblem(TestClickHouse clickHouse) throws InterruptedException {
        try (MillraceProcess _ = startWith(clickHouse)) {
            return "it started";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private MillraceProcess startWith(TestClickHouse clickHouse) throws IOException, InterruptedException {
        return MillraceProcess.start(directory.resolve("data"), clickHouse.environment());
    }

    private Set<Long> storedIds(TestClickHouse clickHouse) throws IOException, InterruptedException {
        String ids = clickHouse.query("SELECT request_id FROM millrace.traffic FINAL WHERE user_id = " + user);
        return ids.lines().map(Long::valueOf).collect(Collectors.toSet());
    }

    private String view() {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(user, time);
    }

    /** Sends views with ids of their own, one after the other on each thread, and remembers which were acknowledged. */
    private final class Sent {
        final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        final AtomicLong nextId = new AtomicLong();
        private final AtomicBoolean sending = new AtomicBoolean();

        List<Thread> startSending(MillraceProcess service) {
            sending.set(true);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> send(service)));
            }
            return senders;
        }

        /** Returns when there are that many more. */
        void awaitAcknowledged(int more) throws InterruptedException {
            int before = acknowledged.size();
            while (acknowledged.size() < before + more) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        private void send(MillraceProcess service) {
            try {
                while (sending.get()) {
                    long id = nextId.incrementAndGet();
                    if (service.post("/api/traffic/" + id, view()) == 202) {
                        acknowledged.add(id);
                    }
                }
            } catch (IOException gone) {
                // It was killed: what was under way is in doubt.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stopSending(List<Thread> senders) throws InterruptedException {
            sending.set(false);
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }
}
