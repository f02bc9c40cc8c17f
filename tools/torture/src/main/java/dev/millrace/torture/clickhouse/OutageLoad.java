package dev.millrace.torture.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends batches at a fixed rate, each at its own time whether earlier ones are answered or not, so that a slow answer shows in the
 * following latencies. Millions of events are too many for a journal: batch n has the ids n x {@value #BATCH} and following, and a bit says
 * whether it was acknowledged.
 */
final class OutageLoad {
    static final int BATCH = 100;
    private static final int SENDERS = 32;
    private static final int USERS = 10_000;
    private static final int WARM_UP_SECONDS = 10;

    private final URI target;
    private final long firstUser;
    private final int eventsPerSecond;
    private final int batches;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger inDoubt = new AtomicInteger();
    private final BitSet acknowledged = new BitSet();
    private final BitSet maybe = new BitSet();
    private final long[] micros;

    OutageLoad(URI target, long firstUser, int eventsPerSecond, Duration duration) {
        this.target = target.resolve("/api/traffic?ack=disk");
        this.firstUser = firstUser;
        this.eventsPerSecond = eventsPerSecond;
        this.batches = Math.toIntExact(duration.toMillis() * eventsPerSecond / 1000 / BATCH);
        this.micros = new long[batches];
    }

    /** Sends all of it; returns how long that took. */
    Duration run() throws InterruptedException {
        long start = System.nanoTime();
        Thread[] senders = new Thread[SENDERS];
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < SENDERS; i++) {
                senders[i] = Thread.ofVirtual().start(() -> send(http, start));
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void send(HttpClient http, long start) {
        for (int batch = next.getAndIncrement(); batch < batches; batch = next.getAndIncrement()) {
            long due = start + TimeUnit.SECONDS.toNanos((long) batch * BATCH) / eventsPerSecond;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            send(http, batch);
            micros[batch] = (System.nanoTime() - due) / 1000;
        }
    }

    private void send(HttpClient http, int batch) {
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body(batch)))
                .build();
        try {
            HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
            if (response.statusCode() == 202) {
                set(acknowledged, batch);
            } else {
                refused.incrementAndGet();
                set(maybe, batch);
            }
        } catch (IOException e) {
            inDoubt.incrementAndGet();
            set(maybe, batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void set(BitSet bits, int batch) {
        synchronized (bits) {
            bits.set(batch);
        }
    }

    private byte[] body(int batch) {
        String now = Instant.ofEpochMilli(System.currentTimeMillis()).toString();
        StringBuilder body = new StringBuilder(BATCH * 128);
        for (int i = 0; i < BATCH; i++) {
            long id = (long) batch * BATCH + i;
            body.append("{\"request_id\":").append(id);
            body.append(",\"user_id\":").append(firstUser + id * 7919 % USERS);
            body.append(",\"created_at\":\"").append(now);
            body.append("\",\"page_url\":\"/products/").append(id % 997).append("\"}\n");
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns its users as a condition in SQL. */
    String users() {
        return "user_id BETWEEN %s AND %s".formatted(firstUser, firstUser + USERS - 1);
    }

    /** Events that were acknowledged. */
    long accepted() {
        return (long) acknowledged.cardinality() * BATCH;
    }

    /** Events of batches that were answered something else, or nothing. */
    long refused() {
        return (long) (refused.get() + inDoubt.get()) * BATCH;
    }

    boolean isAcknowledged(int batch) {
        return acknowledged.get(batch);
    }

    boolean isInDoubt(int batch) {
        return maybe.get(batch);
    }

    int batches() {
        return batches;
    }

    /**
     * Returns the quantile of the latencies, from when a batch was due until its answer, in milliseconds. The first seconds do not count,
     * because two JVMs compile then.
     */
    double latencyMillis(double share) {
        int warm = Math.min(batches / 4, WARM_UP_SECONDS * eventsPerSecond / BATCH);
        long[] sorted = Arrays.copyOfRange(micros, warm, batches);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1000.0;
    }
}
