package dev.millrace.torture.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy in front of a real HTTP server that says how long the body was. */
@Timeout(60)
class FaultProxyTest {
    private static final String ROWS = "/?query=INSERT+INTO+t+FORMAT+RowBinary";
    private static final byte[] BODY = new byte[100_000];

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Integer> received = new CopyOnWriteArrayList<>();
    private Duration patience = Duration.ofSeconds(20);
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        proxy = FaultProxy.to(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.stop(0);
        client.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int length = exchange.getRequestBody().readAllBytes().length;
            received.add(length);
            byte[] reply = ("got " + length).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, length % 2 == 0 ? reply.length : 0); // chunked when odd
            exchange.getResponseBody().write(reply);
        }
    }

    private HttpResponse<String> post(String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(proxy.url().resolve(path))
                .timeout(patience)
                .POST(body)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> post() throws IOException, InterruptedException {
        return post(ROWS, BodyPublishers.ofByteArray(BODY));
    }

    @Test
    void requestsAndRepliesOfKnownAndUnknownLengthPassOnOneConnection() throws Exception {
        for (int length : new int[] {0, 1, 2, 8191, 8192, 99_999, 100_000}) {
            byte[] body = new byte[length];
            BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
            assertThat(post("/", BodyPublishers.ofByteArray(body)).body()).isEqualTo("got " + length);
            assertThat(post("/", chunked).body()).isEqualTo("got " + length);
        }
        assertThat(proxy.struck()).isEmpty();
    }

    @Test
    void aRequestThatIsCutReachesTheServerNeverWhole() throws Exception {
        for (long bytes : new long[] {-1, 0, 1, 1024, 99_999}) {
            proxy.strike(Victims.ROWS, new Fault.CutRequest(bytes, End.RESET));
            assertThatIOException().isThrownBy(this::post);
        }
        assertThat(received).isEmpty();
        assertThat(proxy.struckBy("request cut")).isEqualTo(5);
        proxy.strike(Victims.ROWS, new Fault.CutRequest(BODY.length, End.RESET));
        assertThat(post().body()).isEqualTo("got 100000");
        assertThat(proxy.struckBy("request cut")).isEqualTo(5);
    }

    @Test
    void aLostReplyIsOfAServerThatHasDoneItsWork() throws Exception {
        for (double share : new double[] {0, 0.5, 0.99}) {
            proxy.strike(Victims.ALL, new Fault.CutReply(share, End.RESET));
            assertThatIOException().isThrownBy(this::post);
        }
        assertThat(received).containsExactly(100_000, 100_000, 100_000);
        assertThat(proxy.struck()).containsEntry("reply lost", 1L).containsEntry("half reply lost", 2L);
    }

    @Test
    void whatIsHeldTimesOutAndIsResetWhenTheProxyCalmsDown() throws Exception {
        proxy.strike(Victims.ALL, new Fault.CutRequest(0, End.HOLD));
        patience = Duration.ofMillis(500);
        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(this::post);
        patience = Duration.ofSeconds(20);
        proxy.strike(Victims.ALL, new Fault.CutReply(0, End.HOLD));
        Thread calming = Thread.ofVirtual().start(() -> {
            while (proxy.struckBy("reply held") == 0) {
                Thread.onSpinWait();
            }
            proxy.calm();
        });
        assertThatIOException().isThrownBy(this::post).isNotInstanceOf(HttpTimeoutException.class);
        calming.join();
        assertThat(post().body()).isEqualTo("got 100000");
    }

    @Test
    void theProxyAnswersInTheServersPlace() throws Exception {
        proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.error(500, 241, "memory")));
        HttpResponse<String> error = post();
        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(error.headers().firstValue("X-ClickHouse-Exception-Code")).contains("241");
        assertThat(error.body()).isEqualTo("memory");
        for (int status : new int[] {429, 500, 502, 503, 504}) {
            proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.status(status)));
            assertThat(post().statusCode()).isEqualTo(status);
        }
        proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.errorIn200()));
        assertThat(post().statusCode()).isEqualTo(200);
        proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.short200(End.RESET)));
        assertThatIOException().isThrownBy(this::post);
        proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.garbage(new Random(1))));
        assertThatIOException().isThrownBy(this::post);
        assertThat(received).isEmpty();
    }

    @Test
    void onlyTheVictimsAreStruck() throws Exception {
        proxy.strike(Victims.ROWS, new Fault.Answer(CannedReply.status(503)));
        assertThat(post("/?query=SELECT+1", BodyPublishers.noBody()).statusCode())
                .isEqualTo(200);
        assertThat(post("/?query=INSERT+INTO+t+SELECT+1", BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(200);
        assertThat(post().statusCode()).isEqualTo(503);
        proxy.strike(Victims.INSERTS, new Fault.Answer(CannedReply.status(503)));
        assertThat(post("/?query=INSERT+INTO+t+SELECT+1", BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(503);
        proxy.strikeOnce(Victims.ROWS, new Fault.Answer(CannedReply.status(429)));
        assertThat(post().statusCode()).isEqualTo(429);
        assertThat(post().statusCode()).isEqualTo(200);
    }

    @Test
    void somethingIsDoneInTheMiddleOfTheBody() throws Exception {
        AtomicInteger before = new AtomicInteger(-1);
        proxy.strike(Victims.ROWS, new Fault.Meanwhile("look", 0.5, () -> before.set(received.size())));
        assertThat(post().body()).isEqualTo("got 100000");
        assertThat(before).hasValue(0);
        assertThat(proxy.struckBy("look")).isEqualTo(1);
    }

    @Test
    void aSlowRequestTakesAsLongAsItsBytesSay() throws Exception {
        proxy.strike(Victims.ROWS, new Fault.Slow(200_000));
        long start = System.nanoTime();
        assertThat(post().body()).isEqualTo("got 100000");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void connectionsAreRefusedUntilItListensAgain() throws Exception {
        assertThat(post().statusCode()).isEqualTo(200);
        proxy.refuse();
        assertThatIOException().isThrownBy(this::post);
        proxy.listen();
        assertThat(post().statusCode()).isEqualTo(200);
        assertThat(proxy.struckBy("refused")).isEqualTo(1);
    }

    @Test
    void aServerThatHasGoneAwayLooksLikeAReset() throws Exception {
        proxy.leadTo(URI.create("http://127.0.0.1:1"));
        assertThatIOException().isThrownBy(this::post);
    }
}
