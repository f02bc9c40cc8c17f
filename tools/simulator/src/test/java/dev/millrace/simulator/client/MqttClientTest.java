package dev.millrace.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a broker that knows just enough; the real one is asked by whoever tests the service's side. */
@Timeout(30)
class MqttClientTest {
    private final Map<String, String> published = new ConcurrentHashMap<>();
    private final List<String> retries = new CopyOnWriteArrayList<>();
    private final Retrier retrier = new Retrier(new RetryPolicy(Duration.ofSeconds(10)), retries::add);
    private ServerSocket server;
    private MqttClient client;
    private volatile boolean dropsNext;
    private volatile int welcome;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        client = new MqttClient(URI.create("mqtt://127.0.0.1:" + server.getLocalPort()), Duration.ofSeconds(5));
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void everyMessageIsAcknowledgedWhoeverSendsIt() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String topic = "a/" + i;
                sent.add(threads.submit(() -> {
                    client.publish(topic, "x".repeat(300).getBytes(StandardCharsets.UTF_8), retrier);
                    return topic;
                }));
            }
            for (Future<String> one : sent) {
                one.get();
            }
        }

        assertThat(published).hasSize(200).containsEntry("a/7", "x".repeat(300));
        assertThat(retries).isEmpty();
    }

    @Test
    void aConnectionThatBreaksIsMadeAgain() throws Exception {
        client.publish("a", new byte[] {1}, retrier);
        dropsNext = true;
        client.publish("b", new byte[] {2}, retrier);

        assertThat(published).containsOnlyKeys("a", "b");
        assertThat(retries).containsExactly("broker: connection lost");
    }

    @Test
    void aBrokerThatRefusesIsNotAskedAgain() {
        welcome = 5;

        assertThatThrownBy(() -> client.publish("a", new byte[0], retrier))
                .isInstanceOf(GaveUpException.class)
                .hasMessage("the broker refuses the connection, code 5");
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int type = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                if (length > 0x7f) {
                    length = (length & 0x7f) + (in.readUnsignedByte() << 7);
                }
                DataInputStream content = new DataInputStream(new ByteArrayInputStream(in.readNBytes(length)));
                if (dropsNext) {
                    dropsNext = false;
                    return;
                }
                if (type == 0x10) {
                    socket.getOutputStream().write(new byte[] {0x20, 2, 0, (byte) welcome});
                } else {
                    String topic = content.readUTF();
                    int id = content.readUnsignedShort();
                    published.put(topic, new String(content.readAllBytes(), StandardCharsets.UTF_8));
                    socket.getOutputStream().write(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
                }
            }
        } catch (IOException ended) {
            // The client is told by its connection.
        }
    }
}
