package dev.millrace.simulator.client;

import dev.millrace.simulator.client.Attempt.Done;
import dev.millrace.simulator.client.Attempt.Refused;
import dev.millrace.simulator.client.Attempt.TryLater;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to an MQTT broker with QoS 1 over one connection, which is made again after it broke. Calls block until the
 * broker has acknowledged, and may come from any thread.
 */
public final class MqttClient implements AutoCloseable {
    private final URI url;
    private final Duration timeout;
    private @Nullable MqttConnection connection;

    /**
     * Connects when something is published.
     *
     * @param url {@code mqtt://host:port} or {@code tcp://host:port}, with {@code user:password@} if the broker asks
     * @param timeout for one try
     */
    public MqttClient(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
    }

    /** Returns once the broker has acknowledged. After an exception it may have the message or not. */
    public void publish(String topic, byte[] payload, Retrier retrier) throws GaveUpException, InterruptedException {
        retrier.untilDone(() -> attempt(topic, payload));
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
        }
    }

    private Attempt<Boolean> attempt(String topic, byte[] payload) throws InterruptedException {
        try {
            connection().publish(topic, payload).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Done<>(true);
        } catch (MqttConnection.RefusedException e) {
            return new Refused<>(String.valueOf(e.getMessage()));
        } catch (ConnectException e) {
            return new TryLater<>("broker: connection refused", null);
        } catch (TimeoutException e) {
            return new TryLater<>("broker: no acknowledgement", null);
        } catch (IOException | ExecutionException e) {
            return new TryLater<>("broker: connection lost", null);
        }
    }

    private synchronized MqttConnection connection() throws IOException {
        MqttConnection current = connection;
        if (current == null || !current.isOpen()) {
            current = MqttConnection.open(url, timeout);
            connection = current;
        }
        return current;
    }
}
