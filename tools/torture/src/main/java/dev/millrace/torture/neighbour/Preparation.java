package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.LongReports;
import dev.millrace.torture.neighbour.http.Answer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stores what reports need to be long: a user with 20,000 long pages, 1,200 facilities, and a sensor for honest reports. */
final class Preparation {
    static final String SENSOR = "honest-sensor";

    private static final int PAGES = 20_000;
    private static final int PAGE_CHARACTERS = 1_500;
    private static final int FACILITIES = 1_200;
    private static final int READINGS = 600;
    private static final int AT_ONCE = 4_000;
    private static final long USER = 8_900_000;

    private final Connections connections;
    private final Instant now = Instant.now().minusSeconds(READINGS + 60);

    Preparation(Connections connections) {
        this.connections = connections;
    }

    /** Stores all of it; what was stored before is replaced by the same. */
    LongReports store() throws IOException {
        String page = "x".repeat(PAGE_CHARACTERS);
        for (int from = 0; from < PAGES; from += AT_ONCE) {
            post(
                    "/api/traffic",
                    from,
                    AT_ONCE,
                    i -> "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/%s/%s\"}"
                            .formatted(7_800_000_000L + i, USER, now, i, page));
        }
        post(
                "/api/sensors/readings",
                0,
                FACILITIES,
                i -> "{\"sensor_id\":\"of-%s\",\"ts\":\"%s\",\"value\":1,\"facility\":\"facility-%s\"}"
                        .formatted(i, now, i));
        post(
                "/api/sensors/readings",
                0,
                READINGS,
                i -> "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s}".formatted(SENSOR, now.plusSeconds(i), i));
        String date = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        return new LongReports(
                "/api/traffic/daily/%s?date=%s".formatted(USER, date),
                "/api/traffic/pages?limit=10000&date=" + date,
                "/api/facilities?limit=" + FACILITIES);
    }

    private void post(String path, int from, int number, IntFunction<String> line) throws IOException {
        String lines = IntStream.range(from, from + number).mapToObj(line).collect(Collectors.joining("\n"));
        Answer answer = connections.send("POST", path + "?ack=stored", "application/x-ndjson", lines);
        if (answer.status() != 201) {
            throw new IOException("%s answered %s: %s".formatted(path, answer.status(), answer.body()));
        }
    }
}
