package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing leaves the service without being counted: the equation of docs/operations.md, from outside. */
@Timeout(120)
class CountersIT {
    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();
    private TestClickHouse clickHouse;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = startService();
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        clickHouse.close();
    }

    private TestService startService() {
        return TestService.start(directory.resolve("data"), clickHouse, Map.of());
    }

    @Test
    void everyEventThatComesInIsCountedOnceWhateverBecomesOfIt() throws Exception {
        clickHouse.query("ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK page_url != '/poison'");
        String body = view(1, "/") + view(2, "/poison") + "{broken\n" + view(3, "/") + "{\"user_id\":-1}\n";
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", body)
                        .statusCode())
                .isEqualTo(201);
        service.post("/api/traffic", "application/json", "[" + view(4, "/").strip() + ", {}, oops");
        service.put(
                "/api/traffic/1?ack=stored",
                view(1, "/moved").replace(time.toString(), time.minusSeconds(1).toString()));
        service.delete("/api/traffic/3?ack=stored");
        service.delete("/api/users/" + user);
        service.postView(5, user, time, "/late", "?ack=stored");
        awaitRest();
        assertThat(counter("millrace_intake_received_events_total")).isEqualTo(13);
        assertThat(verdict("accepted")).isEqualTo(8);
        assertThat(verdict("rejected")).isEqualTo(5);
        assertThat(outcome("dead_lettered")).isEqualTo(1);
        assertThat(outcome("made")).isGreaterThan(1);
        assertThat(outcome("left_out")).isPositive();
        assertEquation();
    }

    @Test
    void whatAnEarlierProcessLeftIsCountedWhenItIsStored() throws Exception {
        clickHouse.kill();
        for (int i = 0; i < 10; i++) {
            service.postView(i, user, time, "/", "");
        }
        assertThat(counter("millrace_buffer_pending_rows")).isEqualTo(10);
        assertEquation();
        service.close();
        service = startService();
        assertThat(counter("millrace_buffer_oldest_seconds")).isLessThan(60);
        clickHouse.startAgain();
        service.awaitReady();
        service.postView(11, user, time, "/", "?ack=stored");
        awaitRest();
        assertThat(counter("millrace_buffer_recovered_rows_total")).isEqualTo(10);
        assertThat(outcome("stored")).isEqualTo(11);
        assertEquation();
    }

    private void awaitRest() throws Exception {
        while (counter("millrace_buffer_pending_bytes") > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void assertEquation() throws Exception {
        assertThat(counter("millrace_intake_received_events_total"))
                .isEqualTo(verdict("accepted") + verdict("filtered") + verdict("rejected") + verdict("refused"));
        long in = counter("millrace_buffer_recovered_rows_total") + verdict("accepted") + outcome("made");
        long out = outcome("stored")
                + outcome("dead_lettered")
                + outcome("left_out")
                + counter("millrace_buffer_pending_rows")
                + counter("millrace_buffer_set_aside_rows_total");
        assertThat(in).isEqualTo(out);
    }

    private long verdict(String name) throws Exception {
        return counter("millrace_intake_events_total{verdict=\"%s\"}".formatted(name));
    }

    private long outcome(String name) throws Exception {
        return counter("millrace_drain_rows_total{outcome=\"%s\"}".formatted(name));
    }

    private long counter(String name) throws Exception {
        String text = service.get("/prometheus").body();
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(text);
        assertThat(line.find()).as(name).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }

    private String view(long id, String page) {
        List<Object> fields = List.of(id, user, time, page);
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}\n"
                .formatted(fields.toArray());
    }
}
