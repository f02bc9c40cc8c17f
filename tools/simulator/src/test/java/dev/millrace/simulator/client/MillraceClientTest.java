package dev.millrace.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.simulator.client.PostFormat.Batch;
import dev.millrace.simulator.client.PostFormat.Compression;
import dev.millrace.simulator.testing.FakeMillrace;
import dev.millrace.simulator.testing.Fault;
import dev.millrace.simulator.testing.StoredEvent;
import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.RequestId;
import dev.millrace.simulator.traffic.UserId;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceClientTest {
    private static final Instant TIME = Instant.parse("2026-11-19T10:05:03Z");
    private static final PageView FIRST =
            new PageView(new RequestId(-1), new UserId(-1), TIME, "/a?\"q\"=\u00e9\u0001");
    private static final PageView SECOND = new PageView(new RequestId(2), new UserId(2), TIME, "/b");
    private static final List<PageView> BOTH = List.of(FIRST, SECOND);
    private static final PostFormat NDJSON = new PostFormat(Batch.NDJSON, Compression.NONE);

    private final FakeMillrace service = new FakeMillrace();
    private final List<String> retries = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Retrier retrier =
            new Retrier(new RetryPolicy(Duration.ofMinutes(1)), retries::add, System::nanoTime, pauses::add);
    private final MillraceClient client = new MillraceClient(service.url(), Duration.ofSeconds(5), NDJSON);

    MillraceClientTest() throws IOException {}

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @ParameterizedTest
    @CsvSource({"NDJSON, NONE", "NDJSON, GZIP", "JSON, NONE", "JSON, GZIP"})
    void everyFormatBringsEveryDigitAndEveryCharacter(Batch batch, Compression compression) throws Exception {
        URI withSlash = URI.create(service.url() + "/");
        try (MillraceClient formatted =
                new MillraceClient(withSlash, Duration.ofSeconds(5), new PostFormat(batch, compression))) {
            Acknowledgement ack = formatted.post(BOTH, AckLevel.DISK, retrier);

            assertThat(ack).isEqualTo(new Acknowledgement("disk", 2, 0, List.of()));
        }
        assertThat(service.store().events())
                .containsExactlyInAnyOrder(
                        new StoredEvent("18446744073709551615", "4294967295", TIME, "/a?\"q\"=\u00e9\u0001"),
                        new StoredEvent("2", "2", TIME, "/b"));
        assertThat(service.requests("POST /api/traffic?ack=disk")).isOne();
    }

    @Test
    void oneEventGoesToItsOwnRoute() throws Exception {
        Acknowledgement ack = client.post(List.of(FIRST), AckLevel.STORED, retrier);

        assertThat(ack).isEqualTo(new Acknowledgement("stored", 1, 0, List.of()));
        assertThat(service.requests("POST /api/traffic/N?ack=stored")).isOne();
        assertThat(service.store().events().getFirst().requestId()).isEqualTo("18446744073709551615");
    }

    @Test
    void aBusyServiceIsAskedAgainNotBeforeItsRetryAfter() throws Exception {
        service.next(Fault.unavailable(3), new Fault.Answer(429, "4", ""), Fault.answer(500, ""));

        assertThat(client.post(BOTH, AckLevel.DISK, retrier).accepted()).isEqualTo(2);
        assertThat(retries).containsExactly("HTTP 503", "HTTP 429", "HTTP 500");
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(pauses.get(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(pauses.get(2)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aLostConnectionAndALostReplyAreSentAgainAndStoredOnce() throws Exception {
        service.next(new Fault.Reset(), new Fault.LostReply());

        assertThat(client.post(BOTH, AckLevel.DISK, retrier).accepted()).isEqualTo(2);
        assertThat(retries).containsExactly("connection lost", "connection lost");
        assertThat(client.dailyReport(new UserId(2), Instant.parse("2026-11-20T00:00:00Z"), retrier))
                .isEqualTo(Map.of("/b", 1L));
    }

    @Test
    void aServiceThatDoesNotAnswerInTimeIsTriedAgain() throws Exception {
        try (MillraceClient hasty = new MillraceClient(service.url(), Duration.ofMillis(200), NDJSON)) {
            service.delayEachRequest(Duration.ofMillis(600));
            Retrier thenFast = new Retrier(
                    new RetryPolicy(Duration.ofMinutes(1)),
                    retries::add,
                    System::nanoTime,
                    _ -> service.delayEachRequest(Duration.ZERO));

            assertThat(hasty.post(BOTH, AckLevel.DISK, thenFast).accepted()).isEqualTo(2);
            assertThat(retries).containsExactly("timeout");
        }
    }

    @Test
    void aServiceThatIsNotThereIsGivenUp() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        Retrier short_ = new Retrier(new RetryPolicy(Duration.ofMillis(300)), retries::add);
        try (MillraceClient nowhere =
                new MillraceClient(URI.create("http://127.0.0.1:" + freePort), Duration.ofSeconds(5), NDJSON)) {
            assertThatThrownBy(() -> nowhere.post(BOTH, AckLevel.DISK, short_))
                    .isInstanceOf(GaveUpException.class)
                    .hasMessageContaining("connection refused");
        }
        assertThat(retries).isNotEmpty().containsOnly("connection refused");
    }

    @Test
    void rejectedEventsAreNamedAndHarmNoOthers() throws Exception {
        service.reject(event -> event.requestId().equals("2"));

        Acknowledgement ack = client.post(BOTH, AckLevel.DISK, retrier);

        assertThat(ack.accepted()).isOne();
        assertThat(ack.rejected()).containsExactly(new Acknowledgement.Rejection(1, "created_at", "refused"));
    }

    @Test
    void aRequestOfWhichNothingIsTakenIsAnAnswerToo() throws Exception {
        service.reject(_ -> true);

        assertThat(client.post(BOTH, AckLevel.DISK, retrier).rejected()).hasSize(2);
        assertThat(client.post(List.of(FIRST), AckLevel.DISK, retrier).rejected())
                .containsExactly(new Acknowledgement.Rejection(0, "created_at", "refused"));
        assertThat(retries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 302})
    void aRefusedRequestIsNotTriedAgain(int status) {
        service.next(Fault.answer(status, "{\"title\":\"No\",\"detail\":\"not for you\"}"));

        assertThatThrownBy(() -> client.post(BOTH, AckLevel.DISK, retrier))
                .isInstanceOf(GaveUpException.class)
                .hasMessageContaining("HTTP " + status)
                .hasMessageContaining("not for you");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "{}",
                "{\"accepted\":1,\"filtered\":0,\"rejected\":[]}",
                "{\"accepted\":3,\"filtered\":0,\"rejected\":[]}",
                "{\"accepted\":1,\"rejected\":[{\"index\":2}]}",
            })
    void aSuccessThatDoesNotAccountForEveryEventIsNone(String answer) {
        service.next(Fault.answer(202, answer));

        assertThatThrownBy(() -> client.post(BOTH, AckLevel.DISK, retrier))
                .isInstanceOf(GaveUpException.class)
                .hasMessageContaining("does not account for the 2 events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"/a\":\"1\"}", "{\"/a\":1.5}"})
    void aReportThatIsNoReportIsRefused(String answer) {
        service.next(Fault.answer(200, answer));

        assertThatThrownBy(() -> client.dailyReport(new UserId(2), TIME, retrier))
                .isInstanceOf(GaveUpException.class)
                .hasMessageContaining("report");
    }
}
