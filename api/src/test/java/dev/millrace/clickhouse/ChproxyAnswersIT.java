package dev.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.ClickHouseUser;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that comes through chproxy is whole or is seen to be broken. Each of these fails with chproxy as it is published: see chproxy/README.md. */
class ChproxyAnswersIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void aQueryInABodyIsAnsweredWholeHoweverSoonTheAnswerComes() throws Exception {
        ClickHouseUser user = TestCluster.shared().user("report", 1);
        String query = "SELECT number, toString(number) FROM numbers(100000) FORMAT TSV";
        long whole =
                HTTP.send(request(user, query), BodyHandlers.ofString()).body().length();
        for (int i = 0; i < 50; i++) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int j = 0; j < 8; j++) {
                answers.add(HTTP.sendAsync(request(user, query), BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).body().length()).isEqualTo(whole);
            }
        }
    }

    @Test
    void aQueryThatFailsInTheMiddleOfItsAnswerBreaksItOff() throws Exception {
        ClickHouseUser user = TestCluster.shared().user("report", 1);
        assertThatThrownBy(
                        () -> user.ask(
                                "SELECT number, throwIf(number = 3000000) FROM numbers(5000000) SETTINGS max_block_size = 65536"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfItsAnswerBreaksItOff() throws Exception {
        try (TestCluster cluster = TestCluster.in(directory);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), cluster.url().getPort())) {
            String query = "SELECT randomString(1000) FROM numbers(200000) SETTINGS max_block_size = 1000 FORMAT TSV";
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: %s\r\n\r\n%s"
                            .formatted(authorization(cluster.user("report", 1)), query.length(), query)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(30_000);
            InputStream answer = socket.getInputStream();
            assertThat(new String(answer.readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            // Nobody reads on, so most of the 200 MB is still in ClickHouse.
            cluster.shard(1).kill();
            String rest = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest.length()).isLessThan(100_000_000);
            assertThat(rest.endsWith("\r\n0\r\n\r\n")).as("a proper end").isFalse();
        }
    }

    private static HttpRequest request(ClickHouseUser user, String query) {
        return HttpRequest.newBuilder(URI.create(user.server() + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", authorization(user))
                .POST(BodyPublishers.ofString(query))
                .build();
    }

    private static String authorization(ClickHouseUser user) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user.name() + ":" + user.password()).getBytes(StandardCharsets.UTF_8));
    }
}
