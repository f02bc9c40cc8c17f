package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rollup.RollupScheduler;
import dev.millrace.testing.TestClickHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours of a site in the zone that is asked for, against a count of what was posted. */
@Timeout(120)
class ZoneHoursIT {
    @TempDir
    static Path directory;

    private static TestClickHouse clickHouse;
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
        service = TestService.start(
                directory.resolve("data"),
                clickHouse,
                Map.of("millrace.rollup.interval", "1h", "millrace.rollup.max-busy-percent", "100"));
        service.awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
        clickHouse.close();
    }

    @Test
    void anHourIsShownWithoutItsZone() throws Exception {
        service.postView(1, 1, Instant.parse("1995-01-10T20:40:00Z"), "/", "?ack=stored");
        assertThat(service.get("/api/traffic/hourly?date=1995-01-11&tz=Asia/Kolkata")
                        .body())
                .isEqualTo("[{\"hour\":\"1995-01-11T02:00:00+05:30\",\"views\":1,\"users\":1}]");
        assertThat(service.get("/api/traffic/hourly?date=1995-01-10&tz=Europe/London")
                        .body())
                .isEqualTo("[{\"hour\":\"1995-01-10T20:00:00Z\",\"views\":1,\"users\":1}]");
        assertThat(service.get("/api/traffic/hourly?date=1995-01-10&tz=Asia/Nowhere")
                        .body())
                .contains("\"status\":422", "\"field\":\"tz\"");
    }

    /** The days of two cases do not touch. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 1993-03-28, 23, true",
        "Europe/Berlin, 1993-09-26, 25, false",
        "Europe/Berlin, 1993-11-19, 24, false",
        "Asia/Kolkata, 1993-04-10, 24, true",
        "Asia/Kathmandu, 1993-04-14, 24, false",
        "Australia/Lord_Howe, 1993-10-31, 24, false",
        "Australia/Lord_Howe, 1994-03-06, 25, false",
        "Australia/Lord_Howe, 1994-07-01, 24, false",
        "EST, 1993-05-20, 24, false",
        "America/St_Johns, 1994-04-03, 24, false"
    })
    void hoursOfAZoneAreHoursOfUtc(String tz, LocalDate date, int hours, boolean isSealed) throws Exception {
        ZoneId zone = ZoneId.of(tz, Map.of("EST", "-05:00"));
        Instant from = date.atStartOfDay(zone).toInstant();
        Instant to = date.plusDays(1).atStartOfDay(zone).toInstant();
        Map<Instant, Long> posted = post(from, to);
        List<String> expected = expected(posted, zone, from, to);
        assertThat(answered(tz, date)).isEqualTo(expected).hasSize(hours);
        if (isSealed) {
            service.bean(RollupScheduler.class).job("traffic").orElseThrow().run();
            assertThat(answered(tz, date)).as("of sealed hours").isEqualTo(expected);
        }
    }

    /** Four views in each half hour from before the day to after it, and some on its very ends; views by a time and a user each. */
    private static Map<Instant, Long> post(Instant from, Instant to) throws Exception {
        Random random = new Random(from.getEpochSecond());
        List<Instant> times = new ArrayList<>(List.of(from, from.minusMillis(1), to, to.minusMillis(1)));
        for (Instant half = from.minus(Duration.ofHours(2));
                half.isBefore(to.plus(Duration.ofHours(2)));
                half = half.plus(Duration.ofMinutes(15))) {
            times.add(half);
            times.add(half.plusMillis(random.nextInt(900_000)));
        }
        Map<Instant, Long> posted = new TreeMap<>();
        for (Instant time : times) {
            posted.put(time, (long) random.nextInt(5));
        }
        String body = posted.entrySet().stream()
                .map(view -> "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}"
                        .formatted(random.nextInt(1, 1 << 30), view.getValue(), view.getKey()))
                .collect(Collectors.joining("\n"));
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", body)
                        .body())
                .contains("\"rejected\":[]");
        return posted;
    }

    /** What its clocks show decides: the time to the minute's hour, and by how much it differs from UTC. */
    private static List<String> expected(Map<Instant, Long> posted, ZoneId zone, Instant from, Instant to) {
        Map<String, List<Long>> users = new TreeMap<>();
        posted.forEach((time, user) -> {
            if (!time.isBefore(from) && time.isBefore(to)) {
                String hour = LocalDateTime.ofInstant(time, zone).truncatedTo(ChronoUnit.HOURS)
                        + zone.getRules().getOffset(time).toString();
                users.computeIfAbsent(hour, _ -> new ArrayList<>()).add(user);
            }
        });
        return users.entrySet().stream()
                .map(hour -> "%s,%s,%s"
                        .formatted(
                                hour.getKey(),
                                hour.getValue().size(),
                                Set.copyOf(hour.getValue()).size()))
                .toList();
    }

    /** As {@link #expected}: an hour that begins with moved clocks is named by what it would have begun with. */
    private static List<String> answered(String tz, LocalDate date) throws Exception {
        String csv = service.get("/api/traffic/hourly?date=%s&tz=%s".formatted(date, tz), "Accept", "text/csv")
                .body();
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(cells -> {
                    OffsetDateTime hour = OffsetDateTime.parse(cells[0]);
                    return "%s%s,%s,%s"
                            .formatted(
                                    hour.toLocalDateTime().truncatedTo(ChronoUnit.HOURS),
                                    hour.getOffset(),
                                    cells[1],
                                    cells[2]);
                })
                .sorted()
                .toList();
    }
}
