package dev.millrace.sensor.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a broker is told in CONNECT. */
@Timeout(30)
class BrokerConnectionTest {
    /** The most that MQTT has is what saying nothing means, and Mosquitto has a meaning of its own for that. */
    @ParameterizedTest
    @CsvSource({"65535, 21fffe", "65534, 21fffe", "128, 210080"})
    void theBrokerIsNotToldHowManyMessagesItMaySend(int receiveMaximum, String said) throws Exception {
        assertThat(connect(receiveMaximum)).contains(said);
    }

    @Test
    void theSessionIsKept() throws Exception {
        // An expiry of a day.
        assertThat(connect(65_535)).contains("1100015180");
    }

    private static String connect(int receiveMaximum) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread client = Thread.ofVirtual().start(() -> open(config(server.getLocalPort(), receiveMaximum)));
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                byte[] packet = new byte[1024];
                int length = in.read(packet);
                return HexFormat.of().formatHex(Arrays.copyOf(packet, length));
            } finally {
                client.interrupt();
                client.join();
            }
        }
    }

    private static void open(MqttConfig config) {
        MqttMetrics metrics = new MqttMetrics(new SimpleMeterRegistry());
        try (BrokerConnection connection = BrokerConnection.open(config, "test", List.of("a/#"), metrics)) {
            assertThat(connection.isOpen()).isTrue();
        } catch (BrokerException | InterruptedException e) {
            // Nobody answers.
        }
    }

    private static MqttConfig config(int port, int receiveMaximum) {
        return new MqttConfig(
                "mqtt://127.0.0.1:" + port,
                "",
                "",
                null,
                "",
                Duration.ofDays(1),
                "millrace",
                List.of("a/{sensor_id}"),
                receiveMaximum,
                32 << 20,
                256 << 10,
                Duration.ofSeconds(1));
    }
}
