package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.http.Answer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts 200 views and asks for five reports a second, whatever the answers are, and looks at the health five times a second. Thread-safe.
 */
final class HonestLoad implements AutoCloseable {
    private static final long POST_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long REPORT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long HEALTH_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int STORED_ONE_OF = 10;
    private static final int PAGES = 50;

    private final Connections connections;
    private final HonestEvents events = new HonestEvents();
    private final AtomicInteger reports = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3, daemons("honest-clock"));
    // Threads of the system: difficult clients of this process must not keep them from the processor.
    private final ExecutorService posting = Executors.newFixedThreadPool(64, daemons("honest-post"));
    // Others for posts that wait for ClickHouse, which may be long: the rest must not wait for a thread then.
    private final ExecutorService storing = Executors.newFixedThreadPool(256, daemons("honest-stored"));
    private final ExecutorService reporting = Executors.newFixedThreadPool(16, daemons("honest-report"));
    private volatile HonestTally tally = new HonestTally();

    HonestLoad(Connections connections) {
        this.connections = connections;
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name, 0).factory();
    }

    HonestEvents events() {
        return events;
    }

    /** Counts from now on for another stage. */
    HonestTally begin() {
        HonestTally next = new HonestTally();
        tally = next;
        return next;
    }

    void start() {
        long start = System.nanoTime();
        AtomicInteger posts = new AtomicInteger();
        var _ = clock.scheduleAtFixedRate(
                () -> {
                    long due = start + POST_EVERY_NANOS * posts.getAndIncrement();
                    HonestTally of = tally;
                    int number = events.next();
                    boolean isStored = number % STORED_ONE_OF == 0;
                    (isStored ? storing : posting).execute(() -> post(number, isStored, due, of));
                },
                0,
                POST_EVERY_NANOS,
                TimeUnit.NANOSECONDS);
        var _ = clock.scheduleAtFixedRate(
                () -> {
                    HonestTally of = tally;
                    long due = System.nanoTime();
                    reporting.execute(() -> report(due, of));
                },
                0,
                REPORT_EVERY_NANOS,
                TimeUnit.NANOSECONDS);
        // The next look begins when the one before has ended.
        var _ = clock.scheduleWithFixedDelay(this::lookAtHealth, 0, HEALTH_EVERY_NANOS, TimeUnit.NANOSECONDS);
    }

    private void post(int number, boolean isStored, long due, HonestTally of) {
        String path = "/api/traffic/%s?ack=%s".formatted(HonestEvents.idOf(number), isStored ? "stored" : "disk");
        String body = "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/honest/%s\"}"
                .formatted(HonestEvents.userOf(number), Instant.now().truncatedTo(ChronoUnit.MILLIS), number % PAGES);
        try {
            Answer answer = connections.send("POST", path, "application/json", body);
            (isStored ? of.stored() : of.posts()).add(System.nanoTime() - due);
            if (of.answered("an honest post", answer)) {
                events.acknowledge(number);
            } else {
                events.refuse(number);
            }
        } catch (IOException e) {
            of.failed("an honest post", e);
        }
    }

    private void report(long due, HonestTally of) {
        int number = reports.getAndIncrement();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        List<String> paths = List.of(
                "/api/traffic/daily/%s?date=%s".formatted(HonestEvents.userOf(number), today),
                "/api/traffic/hourly?date=" + today,
                "/api/sensors/%s/1m".formatted(Preparation.SENSOR));
        String path = paths.get(number % paths.size());
        try {
            Answer answer = connections.get(path);
            of.reports().add(System.nanoTime() - due);
            of.answered("an honest report, " + path, answer);
        } catch (IOException e) {
            of.failed("an honest report, " + path, e);
        }
    }

    private void lookAtHealth() {
        HonestTally of = tally;
        long start = System.nanoTime();
        try (Connections fresh = connections.another()) {
            of.answered("/health", fresh.get("/health"));
        } catch (IOException e) {
            of.failed("/health", e);
        }
        of.health().add(System.nanoTime() - start);
    }

    /** Sends nothing more, and waits for the answers that are due. */
    void stop() throws InterruptedException {
        clock.shutdown();
        for (ExecutorService senders : List.of(clock, posting, storing, reporting)) {
            senders.shutdown();
            senders.awaitTermination(90, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        posting.shutdownNow();
        storing.shutdownNow();
        reporting.shutdownNow();
        connections.close();
    }
}
