package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service as a process on a machine whose locale writes numbers, or letters, in another way. */
@Timeout(180)
class LocaleIT {
    private static final String READINGS = "/api/sensors/readings";

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant old = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
    private final String range = "from=%s&to=%s".formatted(old, old.plus(1, ChronoUnit.DAYS));

    /** Arabic digits in Persian; an I without a dot in Turkish; commas for points in both. */
    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "tr-TR"})
    void aLocaleWithDigitsOfItsOwnStopsTheServiceFromStarting(String locale) throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess service =
                        MillraceProcess.start(directory.resolve("data"), environment(clickHouse, locale))) {
            until(service, "/health/readiness", answer -> answer.statusCode() == 200);
            post(service);
            read(service);
            rebuild(service);
            change(service);
            assertThat(service.get("/prometheus").body()).contains("millrace_").matches(LocaleIT::isAscii);
            assertThat(service.output().lines().filter(line -> line.contains(" ERROR ") || line.contains(" WARN ")))
                    .isEmpty();
            assertThat(service.terminate()).isZero();
            assertThat(service.output()).matches(LocaleIT::isAscii);
        }
    }

    private static Map<String, String> environment(TestClickHouse clickHouse, String locale) {
        String[] parts = locale.split("-", 2);
        Map<String, String> environment = new HashMap<>(clickHouse.environment());
        environment.put("JDK_JAVA_OPTIONS", "-Duser.language=%s -Duser.country=%s".formatted(parts[0], parts[1]));
        environment.put("MILLRACE_ARCHIVE_TRAFFIC", "true");
        environment.put("MILLRACE_ARCHIVE_SENSORS", "true");
        return environment;
    }

    private void post(MillraceProcess service) throws Exception {
        for (int i = 1; i <= 12; i++) {
            assertThat(service.post("/api/traffic/%s?ack=stored".formatted(1_234_567L + i), view(i)))
                    .isEqualTo(201);
        }
        assertThat(service.post(READINGS + "?ack=stored", "[" + reading(1) + "," + reading(2) + "," + reading(3) + "]"))
                .isBetween(200, 202);
        // One that is refused, with a number in the reason.
        assertThat(service.post("/api/traffic/7", view(1).replace("/page", "/" + "x".repeat(5000))))
                .isEqualTo(422);
    }

    private void read(MillraceProcess service) throws Exception {
        until(
                service,
                "/api/traffic/daily/%s?%s".formatted(user, range),
                answer -> answer.body().contains("\"/page12\":1"));
        ok(service, "/api/traffic/pages?limit=10&" + range);
        ok(service, "/api/traffic/hourly?" + range);
        ok(service, "/api/traffic/1234568");
        for (String what : new String[] {"readings", "1m", "1h", "1d"}) {
            assertThat(ok(service, "/api/sensors/TITLE-%s/%s?%s".formatted(user, what, range)))
                    .contains("1234567.5");
        }
        assertThat(ok(service, "/api/sensors/TITLE-%s/all".formatted(user))).contains("\"count\":3");
        ok(service, "/api/facilities");
        ok(service, "/api/facilities/F1/sensors");
        ok(service, "/api/facilities/F1/1h?" + range);
        ok(service, "/api/dead-letters/summary");
    }

    private void rebuild(MillraceProcess service) throws Exception {
        for (String table : new String[] {"traffic", "sensor_reading"}) {
            until(
                    service,
                    "/api/rollups/rebuilds/"
                            + begun(
                                    service,
                                    "/api/rollups/%s/rebuild?from=%s&to=%s"
                                            .formatted(table, old, old.plus(1, ChronoUnit.HOURS))),
                    state -> state.body().contains("\"done\""));
        }
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String replay = begun(service, "/api/replays?from=%s&to=%s".formatted(today, Instant.now()));
        until(service, "/api/replays/" + replay, state -> state.body().contains("\"done\""));
        read(service);
    }

    private static String begun(MillraceProcess service, String path) throws Exception {
        HttpResponse<String> answer = service.send("POST", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body().replaceFirst(".*?\"id\":\"?(\\d+).*", "$1");
    }

    private void change(MillraceProcess service) throws Exception {
        assertThat(service.delete("/api/traffic/1234568?ack=stored").statusCode())
                .isEqualTo(200);
        until(
                service,
                "/api/traffic/daily/%s?%s".formatted(user, range),
                answer -> !answer.body().contains("\"/page1\""));
        assertThat(service.delete("/api/sensors/TITLE-%s/readings?%s&ack=stored".formatted(user, range))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> erasure = service.delete("/api/users/%s".formatted(user));
        assertThat(erasure.statusCode()).as(erasure.body()).isBetween(200, 202);
        until(
                service,
                erasure.headers().firstValue("Location").orElseThrow(),
                state -> state.body().contains("\"done\""));
        assertThat(ok(service, "/api/traffic/daily/%s?%s".formatted(user, range)))
                .isEqualTo("{}");
    }

    private static String ok(MillraceProcess service, String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        assertThat(answer.body()).matches(LocaleIT::isAscii);
        return answer.body();
    }

    private static void until(MillraceProcess service, String path, Predicate<HttpResponse<String>> arrived)
            throws Exception {
        HttpResponse<String> answer = service.get(path);
        for (int i = 0; i < 1200 && !arrived.test(answer); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
            answer = service.get(path);
        }
        assertThat(answer).as("%s: %s", path, answer.body()).matches(arrived);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private String view(int number) {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/page%s\"}"
                .formatted(user, old.plusSeconds(number), number);
    }

    private String reading(int second) {
        return "{\"sensor_id\":\"TITLE-%s\",\"facility\":\"F1\",\"ts\":\"%s\",\"value\":1234567.5}"
                .formatted(user, old.plusSeconds(second));
    }
}
