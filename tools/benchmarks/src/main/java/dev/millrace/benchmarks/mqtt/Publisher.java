package dev.millrace.benchmarks.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Publishes with QoS 1 over one connection, as fast as the broker acknowledges. By MQTT 3.1.1, because by MQTT 5 the broker lets a publisher
 * have only ten messages under way. For one thread.
 */
final class Publisher implements AutoCloseable {
    private static final int WINDOW = 128;
    private static final long PATIENCE_SECONDS = 60;

    private final Mqtt3AsyncClient client;
    private final Semaphore window = new Semaphore(WINDOW);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Publisher(URI broker) throws IOException, InterruptedException {
        client = Mqtt3Client.builder()
                .identifier("bench-publisher")
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .buildAsync();
        Waiting.await(client.connect());
    }

    /**
     * Publishes payloads in turn for so long, and returns when the broker has acknowledged all of them.
     *
     * @return how many
     */
    long publish(String topic, List<byte[]> payloads, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long sent = 0;
        while (System.nanoTime() - end < 0) {
            acquire(1);
            send(topic, payloads.get((int) (sent % payloads.size())));
            sent++;
        }
        acquire(WINDOW);
        window.release(WINDOW);
        return sent;
    }

    @Override
    public void close() {
        Waiting.disconnect(client.disconnect());
    }

    private void send(String topic, byte[] payload) {
        CompletableFuture<?> _ = client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send()
                .whenComplete((_, thrown) -> {
                    if (thrown != null) {
                        failure.compareAndSet(null, thrown);
                    }
                    window.release();
                });
    }

    private void acquire(int permits) throws IOException, InterruptedException {
        boolean inTime = window.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS);
        Throwable thrown = failure.get();
        if (thrown != null || !inTime) {
            throw new IOException("the MQTT broker did not acknowledge a message", thrown);
        }
    }
}
