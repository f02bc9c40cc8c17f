package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heads that do not come whole take memory before anybody was asked for a key: there is a bound to that of all together. */
@Timeout(60)
class UnfinishedHeadsIT {
    private static final String CLOSED = "millrace_http_closed_connections_total{reason=\"heads_full\"}";

    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of("millrace.http.max-unfinished-head-bytes", 1_000_000));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void manyLongFirstLinesDoNotTakeAllMemory() throws Exception {
        assertOldestIsClosed("GET /health?" + "y".repeat(60_000));
    }

    @Test
    void manySmallHeadersDoNotTakeAllMemory() throws Exception {
        assertOldestIsClosed("GET /health HTTP/1.1\r\n" + "a:\r\n".repeat(1900));
    }

    @Test
    void headsBehindWholeRequestsCountToo() throws Exception {
        assertOldestIsClosed("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health?" + "y".repeat(60_000));
    }

    private static void assertOldestIsClosed(String unfinished) throws Exception {
        double before = service.metric(CLOSED);
        List<RawHttp> connections = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                connections.add(RawHttp.connect(service.url()).send(unfinished));
            }
            while (service.metric(CLOSED) == before) {
                Thread.sleep(10);
            }
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
            // While a busy event loop still reads older heads, they are newer to the service than this one.
            while (!isAnsweredWhenItIsWhole(unfinished)) {
                Thread.sleep(10);
            }
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }

    private static boolean isAnsweredWhenItIsWhole(String unfinished) {
        try (RawHttp newest = RawHttp.connect(service.url())) {
            newest.send(unfinished);
            newest.send((unfinished.endsWith("\n") ? "" : " HTTP/1.1\r\n") + "Host: localhost\r\n\r\n");
            for (int requests = unfinished.split("GET ", -1).length - 1; requests > 0; requests--) {
                newest.answer();
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aLongHeadThatComesWholeIsTakenAsOftenAsOneLikes() throws Exception {
        String line = "GET /health?%s HTTP/1.1".formatted("y".repeat(60_000));
        try (RawHttp connection = RawHttp.connect(service.url())) {
            for (int i = 0; i < 100; i++) {
                connection.head(line);
                assertThat(connection.answer().status()).isEqualTo(200);
            }
        }
    }
}
