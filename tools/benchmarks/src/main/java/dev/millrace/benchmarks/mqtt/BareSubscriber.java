package dev.millrace.benchmarks.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.benchmarks.compare.Expectation;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Acknowledges and counts, and nothing else, with the client library, the window and the kind of subscription of Millrace. */
final class BareSubscriber implements Receiver {
    private static final long SESSION_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final Mqtt5AsyncClient client;
    private final AtomicLong received = new AtomicLong();

    BareSubscriber(URI broker) throws IOException, InterruptedException {
        client = Mqtt5Client.builder()
                .identifier("bench-bare")
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .buildAsync();
        Waiting.await(client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM)
                .applyRestrictions()
                .send());
        Waiting.await(client.subscribeWith()
                .topicFilter("$share/bare/" + topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(this::received)
                .manualAcknowledgement(true)
                .send());
    }

    @Override
    public String name() {
        return "bare subscriber";
    }

    @Override
    public String topic() {
        return "bench/bare";
    }

    @Override
    public List<Long> pids() {
        return List.of();
    }

    @Override
    public void begin() {
        received.set(0);
    }

    @Override
    public void await(long messages) throws IOException, InterruptedException {
        Waiting.until(
                () -> received.get() >= messages,
                () -> String.format(Locale.ROOT, "%,d of %,d came", received.get(), messages));
    }

    @Override
    public List<String> findings(long messages, Expectation expectation) {
        long found = received.get();
        return found == messages
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT, "UNEXPLAINED: %,d messages came, and %,d were published", found, messages));
    }

    @Override
    public void close() {
        Waiting.disconnect(client.disconnect());
    }

    /** Takes a message on the client's thread. */
    private void received(Mqtt5Publish publish) {
        // As Millrace, it has the payload as bytes of its own.
        if (publish.getPayloadAsBytes().length > 0) {
            received.incrementAndGet();
        }
        publish.acknowledge();
    }
}
