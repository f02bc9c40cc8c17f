package dev.millrace.testing;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A device: publishes with QoS 1 and waits until the broker has it. */
public final class MqttSender implements AutoCloseable {
    private final Mqtt5AsyncClient client;
    private final List<CompletableFuture<?>> sent = new ArrayList<>();

    /** Connects. */
    public MqttSender(URI broker) throws Exception {
        client = Mqtt5Client.builder()
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .buildAsync();
        client.connect().get(10, TimeUnit.SECONDS);
    }

    /** Publishes a text. */
    public void send(String topic, String payload) throws Exception {
        send(topic, payload.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Publishes bytes. */
    public void send(String topic, byte[] payload, @Nullable String contentType) throws Exception {
        CompletableFuture<?> _ = begin(topic, payload, contentType);
        await();
    }

    /** Begins to publish; what is answered is done when the broker has it. */
    public CompletableFuture<?> begin(String topic, byte[] payload, @Nullable String contentType) {
        Mqtt5PublishBuilder.Send.Complete<? extends CompletableFuture<?>> message =
                client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload);
        CompletableFuture<?> answer = (contentType == null ? message : message.contentType(contentType)).send();
        sent.add(answer);
        return answer;
    }

    /** Waits until the broker has all. */
    public void await() throws Exception {
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        sent.clear();
    }

    @Override
    public void close() {
        CompletableFuture<Void> _ = client.disconnect();
    }
}
