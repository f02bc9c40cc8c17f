package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.LogCapture;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestClickHouse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No answer shows statements, paths or classes: they are in the log, under an id that the answer has. */
@Timeout(180)
class ErrorAnswersIT {
    private static final Pattern INTERNAL = Pattern.compile(
            "\\bSELECT\\b|\\bINSERT INTO\\b|\\bALTER\\b|\\bFROM\\b|\\bWHERE\\b|\\bGROUP BY\\b|millrace\\.\\w|system\\.\\w"
                    + "|/tmp/|/var/|/home/|/root/|\\bat dev\\.millrace|\\bat java|Exception\\b|io\\.micronaut|com\\.\\w+\\.|java\\.\\w");

    private static final Pattern ID = Pattern.compile("\"instance\":\"urn:uuid:([0-9a-f-]{36})\"");

    private static final List<String> REPORTS = List.of(
            "/api/traffic/7",
            "/api/traffic/daily/7",
            "/api/traffic/pages",
            "/api/traffic/hourly",
            "/api/sensors/s/1m",
            "/api/sensors/s/1h",
            "/api/sensors/s/1d",
            "/api/sensors/s/all",
            "/api/sensors/1m?sensor_id=s",
            "/api/sensors/all?sensor_id=s",
            "/api/sensors/s/readings",
            "/api/facilities",
            "/api/facilities/f/sensors",
            "/api/facilities/f/1m",
            "/api/facilities/f/1h");

    private static final List<String> WRONG_QUERIES = List.of(
            "from=x",
            "to='%20OR%201=1",
            "from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z",
            "limit=-1",
            "limit=99999999999999999999",
            "page=%00",
            "cursor=x",
            "zone=No/Where",
            "undescribed=1",
            "format=xml");

    @TempDir
    Path directory;

    private final List<String> wrong = new ArrayList<>();

    @Test
    void noAnswerToAWrongRequestShowsAnythingInternal() throws Exception {
        try (TestService started = start(TestClickHouse.shared())) {
            started.awaitReady();
            for (String report : REPORTS) {
                for (String query : WRONG_QUERIES) {
                    get(started, report + (report.contains("?") ? "&" : "?") + query);
                }
            }
            for (String path : List.of(
                    "/nothing",
                    "/api/nothing",
                    "/api/traffic/x",
                    "/api/traffic/daily/x",
                    "/api/erasures/x",
                    "/api/dead-letters/x",
                    "/api/dead-letters?cursor=x",
                    "/api/rollups/rebuilds/x",
                    "/api/replays/x",
                    "/api/sensors/%00/1m",
                    "/api/sensors/s/2m",
                    "/api/admin/keys/x")) {
                get(started, path);
                check("DELETE " + path, started.delete(path));
                check("PUT " + path, started.put(path, "{"));
            }
            for (String path : List.of(
                    "/api/traffic",
                    "/api/traffic/1",
                    "/api/traffic/beacon",
                    "/api/sensors/readings",
                    "/api/admin/keys",
                    "/api/rollups/traffic/rebuild?from=x",
                    "/api/replays?from=x",
                    "/api/dead-letters/replay?code=x")) {
                for (String type : List.of(
                        "application/json", "application/x-ndjson", "application/x-protobuf", "text/html", "x")) {
                    for (String body :
                            List.of("", "{", "[{\"a\":", "{\"user_id\":\"x\"}", "\u0000\u0001", "[[[[[[[[")) {
                        check("POST " + path + " " + type, started.post(path, type, body));
                    }
                }
                for (String encoding : List.of("gzip", "zstd", "br")) {
                    check(
                            "POST " + path + " " + encoding,
                            started.post(path, "application/json", "no archive", "Content-Encoding", encoding));
                }
            }
            for (String request : List.of(
                    "GET /api/traffic/pages HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                    "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                    "NONSENSE\r\n\r\n",
                    "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                    "POST /api/traffic HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "POST /api/traffic HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                    "GET /api/traffic/pages HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n")) {
                try (RawHttp connection = RawHttp.connect(started.url())) {
                    RawHttp.Answer answer = connection.send(request).answer();
                    check(request, answer.status(), answer.headers() + answer.body());
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void whatClickHouseSaysIsInTheLogAndNotInTheAnswer() throws Exception {
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                LogCapture log = LogCapture.of("dev.millrace");
                TestService started = start(clickHouse)) {
            started.awaitReady();
            started.postView(1, 7, TestService.anHourAgo(), "/", "?ack=stored");
            for (String table :
                    clickHouse.query("SHOW TABLES FROM millrace").lines().toList()) {
                clickHouse.query("RENAME TABLE millrace.%1$s TO millrace.gone_%1$s".formatted(table));
            }
            int failed = askAll(started);
            rebuild(started);
            assertThat(failed).as("reports that failed").isGreaterThan(10);
            assertThat(wrong).isEmpty();
            assertThat(log.messages()).anyMatch(line -> line.contains("UNKNOWN_TABLE"));
            String answer = started.get("/api/traffic/daily/7").body();
            Matcher id = ID.matcher(answer);
            assertThat(id.find()).as(answer).isTrue();
            assertThat(log.fields()).anyMatch(fields -> id.group(1).equals(fields.get("request")));
            assertThat(log.messages())
                    .as("the log does not say about whom")
                    .noneMatch(line -> line.contains("daily/7"));
            assertThat(log.messages())
                    .filteredOn(line -> line.startsWith("/api/traffic/daily/"))
                    .as("one line for all that failed alike")
                    .hasSize(1);
        }
    }

    @Test
    void whileClickHouseIsAwayNoAnswerShowsAnythingInternal() throws Exception {
        try (TestService started = TestService.startAt(
                directory.resolve("alone"), URI.create("http://127.0.0.1:1"), brokerWithMissingFile())) {
            int failed = askAll(started);
            long until = System.nanoTime() + 20_000_000_000L;
            while (!started.get("/health/readiness").body().contains("(a file)")) {
                assertThat(System.nanoTime())
                        .as(started.get("/health/readiness").body())
                        .isLessThan(until);
                Thread.sleep(50);
            }
            get(started, "/health/readiness");
            assertThat(failed).isGreaterThan(10);
            assertThat(wrong).isEmpty();
        }
    }

    private Map<String, Object> brokerWithMissingFile() {
        return Map.of(
                "millrace.mqtt.url",
                "mqtt://127.0.0.1:1",
                "millrace.mqtt.topics",
                "plant/+/json",
                "millrace.mqtt.user",
                "millrace",
                "millrace.mqtt.password-file",
                directory.resolve("missing").toString());
    }

    private int askAll(TestService asked) throws Exception {
        int failed = 0;
        for (int turn = 0; turn < 2; turn++) {
            for (String report : REPORTS) {
                failed += get(asked, report) >= 500 ? 1 : 0;
            }
        }
        for (String path :
                List.of("/api/erasures/1", "/api/traffic/1", "/health", "/health/readiness", "/health/liveness")) {
            get(asked, path);
        }
        get(asked, "/health/readiness");
        return failed;
    }

    private void rebuild(TestService asked) throws Exception {
        check(
                "rebuild",
                asked.post(
                        "/api/rollups/traffic/rebuild?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z",
                        "application/json",
                        ""));
        long until = System.nanoTime() + 20_000_000_000L;
        String rebuild = "";
        while (!rebuild.contains("failed") && System.nanoTime() < until) {
            HttpResponse<String> answer = asked.get("/api/rollups/rebuilds/1");
            check("rebuild", answer);
            rebuild = answer.body();
            Thread.sleep(50);
        }
        assertThat(rebuild).contains("failed", "The log says why: request=");
    }

    private int get(TestService asked, String path) throws Exception {
        HttpResponse<String> answer = asked.get(path);
        check("GET " + path, answer);
        return answer.statusCode();
    }

    private void check(String request, HttpResponse<String> answer) {
        check(request, answer.statusCode(), answer.headers().map() + answer.body());
    }

    private void check(String request, int status, String answer) {
        Matcher found = INTERNAL.matcher(answer);
        if ((status >= 400 || request.contains("health") || request.contains("rebuild")) && found.find()) {
            wrong.add("%s: %s %s".formatted(request, status, answer));
        }
    }

    private TestService start(TestClickHouse clickHouse) {
        return TestService.start(directory.resolve("data"), clickHouse, Map.of());
    }
}
