package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a report can be asked for, and the forms in which it answers. */
class ReportIT {
    @TempDir
    static Path dataDir;

    private static TestService service;

    private final long user = TestService.newUser();
    private long nextId = 1;

    @BeforeAll
    static void startService() {
        service = TestService.start(dataDir, TestClickHouse.shared(), Map.of());
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void aRangeIncludesItsStartAndNotItsEnd() throws Exception {
        view("2020-03-01T10:00:00Z", "/start");
        view("2020-03-01T10:59:59.999Z", "/last");
        view("2020-03-01T11:00:00Z", "/end");
        assertThat(daily("?from=2020-03-01T10:00:00Z&to=2020-03-01T11:00:00Z")).isEqualTo("{\"/last\":1,\"/start\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        // Half-hour offset: the day in Tehran begins at 20:30 UTC.
        "Asia/Tehran, 2026-11-19, 2026-11-18T20:30:00Z, 2026-11-19T20:29:59.999Z, 2026-11-18T20:29:59.999Z, 2026-11-19T20:30:00Z",
        // A day of 23 hours and one of 25.
        "Europe/Berlin, 2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T21:59:59.999Z, 2026-03-28T22:59:59.999Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin, 2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T22:59:59.999Z, 2026-10-24T21:59:59.999Z, 2026-10-25T23:00:00Z",
        "UTC, 2026-11-19, 2026-11-19T00:00:00Z, 2026-11-19T23:59:59.999Z, 2026-11-18T23:59:59.999Z, 2026-11-20T00:00:00Z"
    })
    void aCalendarDayGoesFromMidnightToMidnightInItsZone(
            String zone, String date, String first, String last, String before, String after) throws Exception {
        view(first, "/first");
        view(last, "/last");
        view(before, "/before");
        view(after, "/after");
        assertThat(daily("?date=%s&tz=%s".formatted(date, zone))).isEqualTo("{\"/first\":1,\"/last\":1}");
    }

    @Test
    void aLimitKeepsTheMostViewedPages() throws Exception {
        for (String page : new String[] {"/a", "/b", "/b", "/c", "/c", "/c"}) {
            view("2020-03-01T10:00:00Z", page);
        }
        assertThat(daily("?date=2020-03-01&limit=2")).isEqualTo("{\"/c\":3,\"/b\":2}");
    }

    @Test
    void csvIsAnsweredToThoseWhoAcceptIt() throws Exception {
        view("2020-03-01T10:00:00Z", "/a,b");
        view("2020-03-01T10:00:00Z", "/say \\\"hi\\\"");
        HttpResponse<String> answer =
                service.get("/api/traffic/daily/%s?date=2020-03-01".formatted(user), "Accept", "text/csv");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(answer.body()).isEqualTo("page_url,views\r\n\"/a,b\",1\r\n\"/say \"\"hi\"\"\",1\r\n");
    }

    @Test
    void anUnchangedReportIsNotSentAgainAndAChangedOneIs() throws Exception {
        String path = "/api/traffic/daily/%s?date=2020-03-01".formatted(user);
        view("2020-03-01T10:00:00Z", "/");
        String etag = service.get(path).headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> unchanged = service.get(path, "If-None-Match", etag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        view("2020-03-01T11:00:00Z", "/");
        HttpResponse<String> changed = service.get(path, "If-None-Match", etag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{\"/\":2}");
    }

    @Test
    void theSiteIsReportedByPageAndByHour() throws Exception {
        // A day that no other test uses: these reports are about all users.
        Instant day =
                Instant.EPOCH.plusSeconds(86_400L * ThreadLocalRandom.current().nextInt(1000, 9000));
        for (int i = 0; i < 3; i++) {
            view(day.plusSeconds(3600L * i).toString(), "/a");
        }
        view(day.plusSeconds(1).toString(), "/b");
        service.postView(9, user ^ 1, day.plusSeconds(2), "/a", "?ack=stored");
        service.postView(9, user ^ 1, day.plusSeconds(2), "/a", "?ack=stored");
        String range = "?from=%s&to=%s".formatted(day, day.plusSeconds(86_400));
        assertThat(service.get("/api/traffic/pages" + range).body())
                .isEqualTo(
                        "[{\"page_url\":\"/a\",\"views\":4,\"users\":2},{\"page_url\":\"/b\",\"views\":1,\"users\":1}]");
        assertThat(service.get("/api/traffic/pages" + range + "&limit=1").body())
                .isEqualTo("[{\"page_url\":\"/a\",\"views\":4,\"users\":2}]");
        assertThat(service.get("/api/traffic/hourly" + range, "Accept", "text/csv")
                        .body())
                .isEqualTo("hour,views,users\r\n%s,3,2\r\n%s,1,1\r\n%s,1,1\r\n"
                        .formatted(day, day.plusSeconds(3600), day.plusSeconds(7200)));
        assertThat(service.get("/api/traffic/hourly" + range).body())
                .startsWith("[{\"hour\":\"" + day + "\",\"views\":3");
    }

    @ParameterizedTest
    @CsvSource({
        "date=yesterday, date",
        "date=2026-02-30, date",
        "date=1969-12-31, date",
        "tz=Mars/Base, tz",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, to",
        "from=x, from",
        "to=x, to",
        "at=2026-01-01T00:00:00Z&date=2026-01-01, date",
        "date=2026-01-01&from=2026-01-01T00:00:00Z, from",
        "limit=0, limit",
        "limit=many, limit",
        "limit=1000001, limit"
    })
    void aWrongParameterIsNamed(String query, String parameter) throws Exception {
        HttpResponse<String> answer = service.get("/api/traffic/daily/1?" + query);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + parameter + "\"");
    }

    private void view(String time, String page) throws Exception {
        assertThat(service.postView(nextId++, user, Instant.parse(time), page, "?ack=stored")
                        .statusCode())
                .isEqualTo(201);
    }

    private String daily(String query) throws Exception {
        return service.get("/api/traffic/daily/" + user + query).body();
    }
}
