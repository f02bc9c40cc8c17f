package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PUT and DELETE of one page view. */
class EditIT {
    @TempDir
    static Path dataDir;

    private static TestService service;

    private final Instant time = TestService.anHourAgo();
    private final long user = TestService.newUser();
    private final long other = TestService.newUser();
    private final long id = ThreadLocalRandom.current().nextLong();

    @BeforeAll
    static void startService() throws Exception {
        service = TestService.start(dataDir, TestClickHouse.shared(), Map.of());
        service.awaitReady();
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void anUpdateReplacesUserTimeAndPage() throws Exception {
        post(user, time, "/old", "stored");
        HttpResponse<String> updated = put(other, time.minus(26, ChronoUnit.HOURS), "/new", "stored");
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(updated.headers().firstValue("Millrace-Ack")).contains("stored");
        assertThat(service.daily(user)).isEqualTo("{}");
        assertThat(service.daily(other)).isEqualTo("{}");
        assertThat(dailyBefore(other)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void anUpdateThatFollowsItsCreateAtOnceIsRight() throws Exception {
        post(user, time, "/old", "memory");
        put(user, time.plusSeconds(1), "/new", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void aViewThatIsPostedAgainDoesNotUndoItsUpdate() throws Exception {
        post(user, time, "/old", "memory");
        put(user, time, "/new", "memory");
        post(user, time, "/old", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
        put(other, time, "/new", "stored");
        post(user, time, "/old", "stored");
        assertThat(service.daily(user)).isEqualTo("{}");
        assertThat(service.daily(other)).isEqualTo("{\"/new\":1}");
    }

    @Test
    void aDeletedViewIsGoneAndStaysGoneWhenItIsPostedAgain() throws Exception {
        post(user, time, "/", "stored");
        HttpResponse<String> deleted =
                service.delete("/api/traffic/%s?ack=stored".formatted(Long.toUnsignedString(id)));
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(service.daily(user)).isEqualTo("{}");
        post(user, time, "/", "stored");
        assertThat(service.daily(user)).isEqualTo("{}");
    }

    @Test
    void anotherEventWithTheIdOfADeletedOneCounts() throws Exception {
        post(user, time, "/", "stored");
        service.delete("/api/traffic/%s?ack=stored".formatted(Long.toUnsignedString(id)));
        post(user, time.plusSeconds(1), "/", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/\":1}");
    }

    @Test
    void anUpdateReplacesEveryViewWithItsId() throws Exception {
        post(user, time, "/", "stored");
        post(user, time.plusSeconds(1), "/", "stored");
        post(other, time, "/", "stored");
        put(user, time.plusSeconds(2), "/new", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/new\":1}");
        assertThat(service.daily(other)).isEqualTo("{}");
    }

    @Test
    void anUpdateOfAnUnknownIdMakesTheView() throws Exception {
        assertThat(put(user, time, "/", "stored").statusCode()).isEqualTo(200);
        assertThat(service.daily(user)).isEqualTo("{\"/\":1}");
    }

    @Test
    void ofTwoUpdatesTheLaterOneHolds() throws Exception {
        post(user, time, "/0", "memory");
        put(user, time.plusSeconds(1), "/1", "memory");
        put(user, time.plusSeconds(2), "/2", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/2\":1}");
        put(user, time, "/3", "memory");
        put(user, time.plusSeconds(1), "/4", "stored");
        assertThat(service.daily(user)).isEqualTo("{\"/4\":1}");
    }

    @Test
    void aViewIsUnknownThenStoredThenDeleted() throws Exception {
        String path = "/api/traffic/" + Long.toUnsignedString(id);
        HttpResponse<String> unknown = service.get(path);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("{\"request_id\":\"%s\",\"state\":\"unknown\",\"events\":[]}"
                        .formatted(Long.toUnsignedString(id)));
        post(user, time, "/", "stored");
        assertThat(service.get(path).body())
                .isEqualTo(
                        "{\"request_id\":\"%s\",\"state\":\"stored\",\"events\":[{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}]}"
                                .formatted(Long.toUnsignedString(id), user, time));
        service.delete(path + "?ack=stored");
        assertThat(service.get(path).body()).contains("\"state\":\"deleted\",\"events\":[]");
        assertThat(service.get("/api/traffic/x").statusCode()).isEqualTo(422);
    }

    @Test
    void whatIsWrongWithAnUpdateIsNamed() throws Exception {
        HttpResponse<String> noTime = service.put("/api/traffic/1", "{\"user_id\":1,\"page_url\":\"/\"}");
        assertThat(noTime.statusCode()).isEqualTo(422);
        assertThat(noTime.body()).contains("\"field\":\"created_at\"");
        assertThat(service.put("/api/traffic/x", "{}").statusCode()).isEqualTo(422);
        assertThat(service.delete("/api/traffic/-1").statusCode()).isEqualTo(422);
        assertThat(service.delete("/api/traffic/1?ack=now").statusCode()).isEqualTo(400);
    }

    private void post(long userId, Instant createdAt, String page, String ack) throws Exception {
        assertThat(service.postView(id, userId, createdAt, page, "?ack=" + ack).statusCode())
                .isLessThan(300);
    }

    private HttpResponse<String> put(long userId, Instant createdAt, String page, String ack) throws Exception {
        return service.put(
                "/api/traffic/%s?ack=%s".formatted(Long.toUnsignedString(id), ack),
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(userId, createdAt, page));
    }

    private String dailyBefore(long userId) throws Exception {
        return service.get("/api/traffic/daily/%s?at=%s".formatted(userId, time.minus(1, ChronoUnit.DAYS)))
                .body();
    }
}
