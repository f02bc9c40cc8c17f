package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.millrace.clickhouse.shard.Role;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it makes of replies that ClickHouse would not send, from a server that sends the same to everybody. */
@Timeout(30)
class ClickHouseHttpTest {
    private static final String QUERY_ID = "X-ClickHouse-Query-Id: 1\r\n";

    private ServerSocket server;
    private ClickHouseHttp http;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile String reply = "";

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
        Duration timeout = Duration.ofSeconds(5);
        http = TestAddress.of(url, timeout).http();
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
                clients.add(client); // left open: what is missing never comes
            } catch (IOException gone) {
                // the next one
            }
        }
    }

    private ClickHouseHttp.Answer send(Duration timeout) throws IOException, InterruptedException {
        return http.send(Role.INGEST, "INSERT", BodyPublishers.ofByteArray(new byte[100]), timeout);
    }

    private void answers(String headers, String body) {
        reply = "HTTP/1.1 200 OK\r\n%sContent-Length: %s\r\n\r\n%s".formatted(headers, body.length(), body);
    }

    @Test
    void a200OfClickHouseIsSuccess() throws Exception {
        answers(QUERY_ID, "");
        assertThat(send(Duration.ofSeconds(5)).isSuccess()).isTrue();
    }

    @Test
    void a200OfSomebodyElseIsNoSuccess() throws Exception {
        answers("", "It works!");
        ClickHouseHttp.Answer answer = send(Duration.ofSeconds(5));
        assertThat(answer.isSuccess()).isFalse();
        assertThat(answer.message()).isEqualTo("this is no ClickHouse: It works!");
    }

    @Test
    void a200WithAnExceptionIsNoSuccess() throws Exception {
        answers(QUERY_ID + "X-ClickHouse-Exception-Code: 241\r\n", "memory");
        ClickHouseHttp.Answer answer = send(Duration.ofSeconds(5));
        assertThat(answer.isSuccess()).isFalse();
        assertThat(answer.message()).isEqualTo("memory");
    }

    @Test
    void anAnswerThatStopsInItsMiddleIsGivenUpInTime() {
        reply = "HTTP/1.1 200 OK\r\n" + QUERY_ID + "Content-Length: 10\r\n\r\nhalf";
        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> send(Duration.ofMillis(200)))
                .withMessage("no whole answer in 200 ms");
    }

    @Test
    void anAnswerThatNeverBeginsIsGivenUpInTime() {
        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> send(Duration.ofMillis(200)));
    }

    @Test
    void anAnswerThatIsNoHttpSaysSo() {
        reply = "220 mail.example ESMTP\r\n\r\n";
        assertThatIOException().isThrownBy(() -> send(Duration.ofSeconds(5)));
    }

    @Test
    void aServerThatIsNotThereSaysSo() throws IOException {
        server.close();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send(Duration.ofSeconds(5)));
    }
}
