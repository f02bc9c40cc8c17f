package dev.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events and reports while a shard or chproxy is away. */
@Timeout(180)
class ClusterOutageIT {
    private static final int SENDERS = 8;

    @TempDir
    Path directory;

    private final Instant time = TestService.anHourAgo();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private TestCluster cluster;
    private TestService service;
    private long ofFirst;
    private long ofSecond;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
        service = startService(Map.of());
        service.awaitReady();
        ofFirst = ShardRows.newUser(1);
        ofSecond = ShardRows.newUser(2);
    }

    private TestService startService(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(cluster.properties());
        // Longer than what waits for no shard may take while others use the machine.
        all.put("millrace.intake.stored-timeout", "6s");
        all.put("millrace.drain.max-backoff", "200ms");
        all.put("millrace.clickhouse.shard-patience", "2s");
        all.putAll(settings);
        return TestService.startAt(directory.resolve("data"), cluster.url(), all);
    }

    @AfterEach
    void stop() {
        sending.set(false);
        service.close();
        cluster.close();
    }

    /** A sender of views of one user, one after the other, each until it is stored or the wait for that is over. */
    private final class Sender {
        private final long user;
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger stored = new AtomicInteger();
        private final AtomicInteger onDisk = new AtomicInteger();
        private final ConcurrentLinkedQueue<String> others = new ConcurrentLinkedQueue<>();

        Sender(long user) {
            this.user = user;
            for (int i = 0; i < SENDERS; i++) {
                threads.add(Thread.ofVirtual().start(this::send));
            }
        }

        private void send() {
            while (goesOn.get() && sending.get()) {
                try {
                    HttpResponse<String> answer =
                            service.postView(ids.incrementAndGet(), user, time, "/", "?ack=stored");
                    switch (answer.statusCode()) {
                        case 201 -> stored.incrementAndGet();
                        case 202 -> onDisk.incrementAndGet();
                        default -> others.add(answer.statusCode() + " " + answer.body());
                    }
                } catch (IOException e) {
                    others.add(e.toString());
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        int acknowledged() {
            return stored.get() + onDisk.get();
        }

        void stop() throws InterruptedException {
            goesOn.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void aKilledShardKeepsNobodyElseWaitingAndLosesAndDoublesNothing() throws Exception {
        Sender first = new Sender(ofFirst);
        Sender second = new Sender(ofSecond);
        Await.isTrue(() -> first.stored.get() > 20 && second.stored.get() > 20);
        cluster.shard(2).kill();
        Await.isTrue(() -> service.metric("millrace_shard_parked_rows{shard=\"2\"}") > 0);
        int storedBefore = first.stored.get();
        int deferredBefore = first.onDisk.get();
        Await.isTrue(() -> first.stored.get() > storedBefore + 200);
        assertThat(first.onDisk.get())
                .as("views of the other shard wait for nothing")
                .isEqualTo(deferredBefore);
        Await.isTrue(() -> second.onDisk.get() > 10);
        assertThat(service.get("/api/traffic/daily/" + ofFirst).statusCode()).isEqualTo(200);
        assertThat(service.get("/api/traffic/daily/" + ofSecond).statusCode()).isEqualTo(503);
        HttpResponse<String> readiness = service.get("/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(200);
        assertThat(readiness.body()).contains("remarks", "Shard 2");
        assertThat(service.metric("millrace_shard_parked_rows{shard=\"1\"}")).isZero();

        cluster.shard(2).startAgain();
        Await.isTrue(() -> service.metric("millrace_shard_parked_bytes{shard=\"2\"}") == 0);
        int storedAgain = second.stored.get();
        Await.isTrue(() -> second.stored.get() > storedAgain + 20);
        first.stop();
        second.stop();
        assertThat(first.others).isEmpty();
        assertThat(second.others).isEmpty();
        awaitViews(ofFirst, first.acknowledged());
        awaitViews(ofSecond, second.acknowledged());
        everyRowIsAccountedFor();
    }

    /** What came in, with what further shards got of it, is stored: nothing is dead, left out, or waits. */
    private void everyRowIsAccountedFor() throws Exception {
        Await.isTrue(() -> service.metric("millrace_buffer_pending_bytes") == 0);
        assertThat(service.metric("millrace_drain_rows_total{outcome=\"stored\"}")
                        + service.metric("millrace_drain_rows_total{outcome=\"left_out\"}"))
                .isEqualTo(service.metric("millrace_intake_events_total{verdict=\"accepted\"}")
                        + service.metric("millrace_drain_rows_total{outcome=\"copied\"}")
                        + service.metric("millrace_drain_rows_total{outcome=\"made\"}"));
    }

    @Test
    void aShardThatHangsKeepsOthersWaitingForItsPatienceOnly() throws Exception {
        service.postView(ids.incrementAndGet(), ofFirst, time, "/", "?ack=stored");
        cluster.shard(2).pause();
        try {
            service.postView(ids.incrementAndGet(), ofSecond, time, "/", "?ack=disk");
            for (int i = 0; i < 20; i++) {
                service.postView(ids.incrementAndGet(), ofFirst, time, "/", "?ack=disk");
            }
            Await.isTrue(() -> service.daily(ofFirst).equals("{\"/\":21}"));
        } finally {
            cluster.shard(2).resume();
        }
        awaitViews(ofSecond, 1);
    }

    @Test
    void whileChproxyIsAwayEverythingWaitsInOneBuffer() throws Exception {
        service.postView(ids.incrementAndGet(), ofFirst, time, "/", "?ack=stored");
        cluster.chproxy().kill();
        for (int i = 0; i < 20; i++) {
            service.postView(ids.incrementAndGet(), ofFirst, time, "/", "?ack=disk");
            service.postView(ids.incrementAndGet(), ofSecond, time, "/", "?ack=disk");
        }
        Await.isTrue(() -> service.metric("millrace_drain_inserts_total{outcome=\"try_later\"}") > 2);
        assertThat(service.get("/health/readiness").statusCode()).isEqualTo(503);
        cluster.chproxy().startAgain();
        awaitViews(ofFirst, 21);
        awaitViews(ofSecond, 20);
        assertThat(service.metric("millrace_drain_rows_total{outcome=\"parked\"}"))
                .as("nothing was written to disk a second time")
                .isZero();
    }

    @Test
    void aRequestInTwoChunksIsNotSaidToBeStoredWhileRowsOfTheFirstAreOnlyParked() throws Exception {
        service.close();
        service = startService(Map.of("millrace.drain.max-rows", 2));
        cluster.shard(1).kill();
        String body = view(1, ofFirst, 0) + view(2, ofSecond, 1) + view(3, ofSecond, 2) + view(4, ofSecond, 3);
        HttpResponse<String> answer =
                service.post("/api/traffic?ack=stored", "application/x-ndjson", body.getBytes(UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Millrace-Ack")).contains("disk");
        assertThat(service.get("/api/traffic/1").body()).contains("\"pending\"");
        HttpResponse<String> others = service.post(
                "/api/traffic?ack=stored",
                "application/x-ndjson",
                (view(5, ofSecond, 1) + view(6, ofSecond, 2) + view(7, ofSecond, 3)).getBytes(UTF_8));
        assertThat(others.statusCode()).as("nothing of this one is parked").isEqualTo(201);
        cluster.shard(1).startAgain();
        awaitViews(ofFirst, 1);
        Await.isTrue(
                () -> service.postView(8, ofFirst, time, "/", "?ack=stored").statusCode() == 201);
    }

    /** A line of a batch. Views of different days are in different frames, and frames are what chunks are made of. */
    private String view(int id, long user, int daysAgo) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}\n"
                .formatted(id, user, time.minus(daysAgo, ChronoUnit.DAYS));
    }

    @Test
    void whatIsParkedSurvivesKillOfTheServiceAndUpdatesFindIt() throws Exception {
        service.close();
        Map<String, String> environment = new HashMap<>(cluster.environment());
        environment.put("MILLRACE_CLICKHOUSE_SHARD_PATIENCE", "2s");
        cluster.shard(2).kill();
        int id = ids.incrementAndGet();
        try (MillraceProcess process = MillraceProcess.start(directory.resolve("data"), environment)) {
            post(process, id, ofSecond, "/old");
            post(process, ids.incrementAndGet(), ofSecond, "/kept");
            Await.isTrue(
                    () -> process.get("/prometheus").body().contains("millrace_shard_parked_rows{shard=\"2\"} 2.0"));
            assertThat(process.get("/api/traffic/" + id).body()).contains("\"pending\"");
            process.kill();
        }
        service = startService(Map.of());
        // It moves to the shard that is there, while what it replaces waits for the other.
        service.put(
                "/api/traffic/" + id,
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/new\"}".formatted(ofFirst, time));
        Await.isTrue(() -> service.daily(ofFirst).equals("{\"/new\":1}"));
        cluster.shard(2).startAgain();
        Await.isTrue(() -> service.daily(ofSecond).equals("{\"/kept\":1}"));
        assertThat(service.daily(ofFirst)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void aBufferOfAShardThatThereIsNoMoreIsNotForgotten() throws Exception {
        cluster.shard(2).kill();
        service.postView(ids.incrementAndGet(), ofSecond, time, "/", "?ack=disk");
        Await.isTrue(() -> service.metric("millrace_shard_parked_rows{shard=\"2\"}") > 0);
        service.close();
        Map<String, Object> single = new HashMap<>(cluster.properties());
        single.put("millrace.clickhouse.shards", 1);
        try {
            TestService.startAt(directory.resolve("data"), cluster.url(), single)
                    .close();
            throw new AssertionError("it started");
        } catch (RuntimeException e) {
            assertThat(e).hasStackTraceContaining("There are rows that wait for shard-2");
        }
        cluster.shard(2).startAgain();
        service = startService(Map.of());
        awaitViews(ofSecond, 1);
    }

    private void post(MillraceProcess process, int id, long user, String page) throws Exception {
        assertThat(process.post(
                        "/api/traffic/" + id,
                        "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(user, time, page)))
                .isEqualTo(202);
    }

    private void awaitViews(long user, int views) throws Exception {
        Await.isTrue(() -> service.daily(user).equals("{\"/\":%s}".formatted(views)));
    }
}
