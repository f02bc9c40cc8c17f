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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody takes all connections. The time-outs are the usual ones, longer than a test may take: shorter ones end the
 * first connections before the last are open, if the machine is slow.
 */
@Timeout(60)
class TooManyConnectionsIT {
    private static final int MAX_CONNECTIONS = 8;
    private static final int SURPLUS = 64;

    @TempDir
    Path dataDir;

    private TestService service;

    @BeforeEach
    void start() throws Exception {
        service = TestService.startAt(
                dataDir,
                URI.create("http://127.0.0.1:" + MillraceProcess.freePort()),
                Map.of("millrace.http.max-connections", MAX_CONNECTIONS));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void oneConnectionTooManyIsToldSoAndMayAskWhetherTheServiceLives() throws Exception {
        List<RawHttp> connections = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                RawHttp connection = RawHttp.connect(service.url());
                connections.add(connection);
                connection.head("GET /api/nowhere HTTP/1.1");
                assertThat(connection.answer().status()).as("connection %s", i).isEqualTo(404);
            }
            try (RawHttp oneMore = RawHttp.connect(service.url())) {
                oneMore.head("GET /health HTTP/1.1");
                assertThat(oneMore.answer().status()).isEqualTo(200);
                oneMore.head("GET /api/nowhere HTTP/1.1");
                RawHttp.Answer answer = oneMore.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");
                assertThat(oneMore.isEnded()).isTrue();
            }
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
        await200();
    }

    @Test
    void farTooManyConnectionsAreClosedAtOnce() throws Exception {
        List<RawHttp> connections = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                List<Callable<Boolean>> ends = new ArrayList<>();
                // Which of them is counted last is not for the sender to say: event loops take them side by side.
                for (int i = 0; i < MAX_CONNECTIONS + SURPLUS + 1; i++) {
                    RawHttp connection = RawHttp.connect(service.url());
                    connections.add(connection);
                    ends.add(connection::isEnded);
                }
                assertThat(readers.invokeAny(ends)).isTrue();
            } finally {
                for (RawHttp connection : connections) {
                    connection.close();
                }
            }
        }
        await200();
        assertThat(service.metric("millrace_http_closed_connections_total{reason=\"too_many\"}"))
                .as("at least one: who asks may come while the others are still being closed")
                .isPositive();
    }

    /** Other paths may be asked for on a surplus connection, too, and say nothing about the next request. */
    private void await200() throws Exception {
        while (true) {
            try {
                if (service.get("/prometheus").statusCode() == 200) {
                    return;
                }
            } catch (IOException closed) {
                // still too many
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
