package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A body of as many days as one may have: each is a part in ClickHouse. */
@Timeout(180)
class ManyDaysIT {
    private static final int DAYS = 366;
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    static Path dataDir;

    private static TestService service;

    private final long user = TestService.newUser();
    private final long firstId = ThreadLocalRandom.current().nextLong(1L << 40);
    private final Instant firstTime = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAYS, ChronoUnit.DAYS);

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(dataDir, TestClickHouse.shared(), Map.of("millrace.intake.stored-timeout", "120s"));
        service.awaitReady();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void oneBodyOfManyDaysDoesNotMakeOthersWaitForStored() throws Exception {
        storedAfter(0);
        long begun = System.nanoTime();
        CompletableFuture<HttpResponse<String>> many = postManyDays();
        Duration worst = Duration.ZERO;
        int answered = 0;
        while (!many.isDone()) {
            Duration took = storedAfter(answered);
            worst = took.compareTo(worst) > 0 ? took : worst;
            answered++;
        }
        Duration all = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                Locale.ROOT,
                "The body of %s days took %s ms; %s others meanwhile, %s ms at most%n",
                DAYS,
                all.toMillis(),
                answered,
                worst.toMillis());
        assertThat(level(many)).isEqualTo("stored");
        assertThat(answered).isGreaterThan(3);
        // Where the machine does nothing else, all of it takes less than that.
        assertThat(worst).isLessThan(LONG);
        assertThat(views(0, DAYS)).isEqualTo("{\"/d\":%s}".formatted(DAYS));
    }

    @Test
    void whatReplacesAViewOfManyDaysHoldsThoughItIsStoredBeforeIt() throws Exception {
        CompletableFuture<HttpResponse<String>> many = postManyDays();
        while (service.metric("millrace_buffer_pending_rows") < DAYS && !many.isDone()) {
            Thread.onSpinWait();
        }
        // Those days come last.
        HttpResponse<String> updated = service.put(
                "/api/traffic/%s?ack=stored".formatted(firstId + DAYS - 1),
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/new\"}".formatted(user, time(DAYS - 1)));
        HttpResponse<String> deleted = service.delete("/api/traffic/%s?ack=stored".formatted(firstId + DAYS - 2));
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(views(DAYS - 2, DAYS)).isEqualTo("{\"/new\":1}");
        assertThat(level(many)).isEqualTo("stored");
        assertThat(views(0, DAYS)).isEqualTo("{\"/d\":%s,\"/new\":1}".formatted(DAYS - 2));
    }

    private CompletableFuture<HttpResponse<String>> postManyDays() {
        String body = IntStream.range(0, DAYS)
                .mapToObj(day -> "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/d\"}"
                        .formatted(firstId + day, user, time(day)))
                .collect(Collectors.joining("\n"));
        return CompletableFuture.supplyAsync(() -> {
            try {
                return service.post("/api/traffic?ack=stored", "application/x-ndjson", body);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Instant time(int day) {
        return firstTime.plus(day, ChronoUnit.DAYS);
    }

    /** How long another sender waits until its view is stored. */
    private Duration storedAfter(int number) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> answer =
                service.postView(firstId + 1000 + number, user + 1, TestService.anHourAgo(), "/other", "?ack=stored");
        assertThat(answer.headers().firstValue("Millrace-Ack")).contains("stored");
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String level(CompletableFuture<HttpResponse<String>> answer)
            throws ExecutionException, InterruptedException {
        return answer.get()
                .headers()
                .firstValue("Millrace-Ack")
                .orElse(answer.get().body());
    }

    private String views(int fromDay, int toDay) throws Exception {
        return service.get("/api/traffic/daily/%s?from=%s&to=%s".formatted(user, time(fromDay), time(toDay)))
                .body();
    }
}
