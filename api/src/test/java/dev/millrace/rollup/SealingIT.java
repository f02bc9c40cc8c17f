package dev.millrace.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.TestService;
import dev.millrace.intake.TestClock;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inserts that are under way while the time comes to seal the hour that they write to. */
@Timeout(60)
class SealingIT {
    private static final Instant NOW = Instant.parse("2026-03-10T12:30:00Z");

    @TempDir
    Path directory;

    @Test
    void anInsertThatBeganBeforeTheBoundWasRaisedIsWaitedFor() throws Exception {
        TestClock clock = TestClock.named("sealing", NOW);
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                TestService service = TestService.start(
                        directory.resolve("data"),
                        clickHouse,
                        Map.of("test.clock", "sealing", "millrace.rollup.interval", "1h"));
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            service.awaitReady();
            RollupJob job = service.bean(RollupScheduler.class).job("traffic").orElseThrow();
            assertThat(service.postView(1, 5, NOW, "/", "?ack=stored").statusCode())
                    .isEqualTo(201);
            job.run();
            SlowInsert insert = new SlowInsert(clickHouse);
            insert.send("(2, 5, '2026-03-10 12:10:00', '/slow', 1, 0)");
            // ClickHouse begins when it has read this much.
            insert.send(" ".repeat(300_000));
            insert.awaitStarted(clickHouse);
            clock.advance(Duration.ofHours(5));
            Future<Boolean> sealed = thread.submit(() -> {
                job.run();
                return true;
            });
            assertThatThrownBy(() -> sealed.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            insert.end();
            assertThat(sealed.get()).isTrue();
            assertThat(clickHouse.query(
                            "SELECT pages FROM millrace.traffic_hour FINAL WHERE is_seal = 0 AND user_id = 5"))
                    .contains("/slow");
            assertThat(service.daily(5)).isEqualTo("{\"/\":1,\"/slow\":1}");
        }
    }

    /** An insert by another client than Millrace, which takes its time. */
    private static final class SlowInsert {
        private final Socket socket;
        private final OutputStream out;

        SlowInsert(TestClickHouse clickHouse) throws IOException {
            URI url = clickHouse.url();
            String credentials = "ingest:" + clickHouse.properties().get("millrace.clickhouse.ingest-password");
            socket = new Socket(url.getHost(), url.getPort());
            out = socket.getOutputStream();
            out.write("""
                    POST /?query=INSERT+INTO+millrace.traffic+VALUES HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Basic %s\r
                    Transfer-Encoding: chunked\r
                    \r
                    """.formatted(Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
                    .getBytes(UTF_8));
            out.flush();
        }

        void send(String text) throws IOException {
            out.write(String.format(Locale.ROOT, "%x\r\n%s\r\n", text.length(), text)
                    .getBytes(UTF_8));
            out.flush();
        }

        void awaitStarted(TestClickHouse clickHouse) throws IOException, InterruptedException {
            while (clickHouse
                    .query("SELECT count() FROM system.processes WHERE user = 'ingest' AND query_kind = 'Insert'")
                    .equals("0")) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }

        void end() throws IOException {
            out.write("0\r\n\r\n".getBytes(UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] status = in.readNBytes(12);
            assertThat(new String(status, UTF_8)).isEqualTo("HTTP/1.1 200");
            socket.close();
        }
    }
}
