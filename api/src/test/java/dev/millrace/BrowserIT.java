package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages may do to a service on loopback that asks nobody for a key: nothing, but for pages of the origins in the settings. */
@Timeout(60)
class BrowserIT {
    private static final List<String> PRIVATE = List.of(
            "POST /api/traffic/beacon",
            "POST /api/traffic",
            "POST /api/rollups/traffic/rebuild?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z",
            "POST /api/dead-letters/replay?all=true",
            "POST /api/replays?from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z&dry_run=true",
            "DELETE /api/users/42",
            "GET /api/traffic/daily/42",
            "GET /api/dead-letters",
            "GET /prometheus");

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of("millrace.cors.origins", "https://shop.example"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost", "http://x.localhost:8080"})
    void aForeignPageCannotPostReplayOrRebuild(String origin) throws Exception {
        for (String line : PRIVATE) {
            assertThat(status(line, "Host: 127.0.0.1:8080", "Origin: " + origin))
                    .as(line)
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0:8080",
                "x.localhost:8080",
                "evil.example:8080",
                "localtest.me",
                "127.1",
                "2130706433",
                "127.0.0.1.evil.example",
                "localhost@evil.example",
                ""
            })
    void aNameThatPointsHereIsNotOurName(String host) throws Exception {
        for (String line : PRIVATE) {
            assertThat(status(line, "Host: " + host, "Origin: http://" + host))
                    .as(line)
                    .isEqualTo(403);
            assertThat(status(line, "Host: " + host)).as(line).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void aRequestOfAnotherSiteNeedsNoOriginToBeSeen(String site) throws Exception {
        for (String line : PRIVATE) {
            assertThat(status(line, "Host: localhost", "Sec-Fetch-Site: " + site))
                    .as(line)
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost:1", "LOCALHOST", "localhost.:8080", "[::1]:8080", "127.0.0.2"})
    void thisMachineIsAnsweredUnderAllItsNames(String host) throws Exception {
        assertThat(status("GET /prometheus", "Host: " + host)).isEqualTo(200);
        assertThat(status("GET /prometheus", "Host: " + host, "Sec-Fetch-Site: none"))
                .isEqualTo(200);
        assertThat(status("GET /prometheus", "Host: " + host, "Sec-Fetch-Site: same-origin"))
                .isEqualTo(200);
    }

    @Test
    void aPageOfAnOriginInTheSettingsMayAsBefore() throws Exception {
        assertThat(status(
                        "GET /prometheus",
                        "Host: localhost",
                        "Origin: https://shop.example",
                        "Sec-Fetch-Site: cross-site"))
                .isEqualTo(200);
    }

    @Test
    void whetherItLivesIsNoSecret() throws Exception {
        assertThat(status("GET /health", "Host: evil.example", "Sec-Fetch-Site: cross-site"))
                .isEqualTo(200);
    }

    private static int status(String line, String... headers) throws IOException {
        try (RawHttp connection = RawHttp.connect(service.url())) {
            connection.send(
                    "%s HTTP/1.1\r\n%s\r\nContent-Length: 0\r\n\r\n".formatted(line, String.join("\r\n", headers)));
            return connection.answer().status();
        }
    }
}
